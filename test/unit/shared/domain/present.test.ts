import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { BranchMapping } from '#shared/contract/branch-mapping.ts';
import { Deployment, DeploymentTrigger } from '#shared/contract/deployment.ts';
import { DeploymentStatus } from '#shared/contract/deployment-status.ts';
import { DeploymentSummary, Environment } from '#shared/contract/environment.ts';
import { Project } from '#shared/contract/project.ts';
import { RepositorySummary } from '#shared/contract/repository.ts';
import { permissionsOn } from '#shared/domain/access/authorize.ts';
import { targetOf } from '#shared/domain/access/target.ts';
import { commitUrl, compareUrl } from '#shared/domain/commit-links.ts';
import { summaryOf } from '#shared/domain/deployments/deployment-slot.ts';
import { presentDeployment } from '#shared/domain/deployments/present-deployment.ts';
import { presentEnvironment } from '#shared/domain/environments/present-environment.ts';
import { presentMapping, presentProject } from '#shared/domain/projects/present-project.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import { summaryOfRepository } from '#shared/domain/repository/repository-summary.ts';
import {
  commit,
  deliveryId,
  deploymentId,
  deploymentRecord,
  deploymentSummary,
  environmentId,
  environmentRecord,
  manualProject,
  mappingId,
  mappingRecord,
  past,
  principal,
  projectId,
  projectOf,
  projectRecord,
  repositoryRecord,
} from '#test/fixtures/records.ts';
import { laced, leak } from './laced.ts';

const text = fc.string();
const time = fc.constantFrom(null, past);
const status = fc.constantFrom(...DeploymentStatus.options);
const repository = fc
  .record({
    provider: fc.constantFrom('github', 'gitlab', 'bitbucket', 'gitea'),
    status: fc.constantFrom('connecting', 'action_required', 'connected', 'failing', 'disconnecting'),
    branch: text,
  })
  .map((over) => repositoryRecord(over));

const slot = fc.option(
  fc.record({ commitSha: fc.option(text), branch: fc.option(text), status }).map(deploymentSummary),
);
const environment = fc
  .record({
    type: fc.constantFrom('production', 'staging', 'development'),
    name: text,
    odooVersion: fc.option(text),
    approval: fc.constantFrom('none', 'required'),
    autoDeploy: fc.boolean(),
    paused: fc.option(fc.record({ reason: text, by: text, byName: fc.option(text), since: fc.constant(past) })),
    current: slot,
    running: slot,
    pending: slot,
  })
  .map(environmentRecord);

const deployment = fc
  .record({
    branch: fc.option(text),
    tag: fc.option(text),
    commitSha: fc.constantFrom(null, commit()),
    commitMessage: fc.option(text),
    trigger: fc.constantFrom(...DeploymentTrigger.options),
    deliveryId: fc.constantFrom(null, deliveryId()),
    status,
    supersededBy: fc.constantFrom(null, deploymentId(2)),
    redeployOf: fc.constantFrom(null, deploymentId(3)),
    completedAt: time,
    durationMs: fc.option(fc.nat()),
    changePlan: fc.option(
      fc.record({
        modules: fc.array(text),
        versionBumps: fc.array(fc.record({ module: text, from: text, to: text })),
        requirementsChanged: fc.boolean(),
        warnings: fc.array(text),
        updates: fc.option(
          fc.array(fc.record({ module: text, reason: fc.constantFrom('changed', 'open', 'requested') })),
        ),
      }),
    ),
    submodules: fc.option(
      fc.array(
        fc.record({
          path: text,
          repositoryUrl: fc.option(text),
          commitSha: fc.constantFrom(null, commit()),
          fetched: fc.boolean(),
        }),
      ),
    ),
    statusReport: fc.option(fc.record({ state: fc.constantFrom('reported', 'failed'), detail: text })),
  })
  .map(deploymentRecord);

const mapping = fc
  .record({
    refType: fc.constantFrom('branch', 'tag'),
    trigger: fc.constantFrom('push', 'merge'),
    branchPattern: text,
    paths: fc.array(text),
    autoDeploy: fc.boolean(),
  })
  .map(mappingRecord);

const project = fc
  .record({
    mapping,
    environment,
    name: text,
    description: fc.option(text),
    archivedAt: time,
    clonedFrom: fc.constantFrom(null, projectId(2)),
    access: fc.constantFrom(
      { mode: 'organization', grants: {} },
      { mode: 'restricted', grants: { [`key_${leak}`]: 'manage' } },
    ),
    repository: fc.option(repository.map(summaryOfRepository)),
  })
  .map(({ mapping: one, environment: target, ...over }) => projectOf([target], [one], over));

/**
 * Holds for an answer: the schema parses it and strips nothing at any depth, so that it has exactly the contract's fields,
 * and nothing of what the record had besides is in it.
 */
const holdsContract = (schema: z.ZodMiniType, answer: unknown): void => {
  expect(schema.parse(answer)).toStrictEqual(answer);
  expect(JSON.stringify(answer)).not.toContain(leak);
};

describe('an answer has exactly the fields of its contract, whatever its record holds', () => {
  it('project', () => {
    fc.assert(
      fc.property(project, (record) => holdsContract(Project, presentProject(laced(record), laced(principal())))),
    );
  });

  it('branch mapping', () => {
    fc.assert(
      fc.property(project, mapping, (record, one) =>
        holdsContract(BranchMapping, presentMapping(laced(record), laced(one))),
      ),
    );
  });

  it('environment', () => {
    fc.assert(
      fc.property(environment, (record) =>
        holdsContract(
          Environment,
          presentEnvironment(
            laced(record),
            laced({ project: manualProject().project, repository: repositoryRecord() }),
            laced({ principal: principal(), now: past }),
          ),
        ),
      ),
    );
  });

  it('deployment', () => {
    fc.assert(fc.property(deployment, (record) => holdsContract(Deployment, presentDeployment(laced(record)))));
  });

  it('the summary of a deployment in its slot', () => {
    const shown = (record: DeploymentRecord) =>
      presentEnvironment(
        environmentRecord({ running: summaryOf(record) }),
        { project: projectRecord(), repository: null },
        { principal: principal(), now: past },
      ).running;
    fc.assert(fc.property(deployment, (record) => holdsContract(DeploymentSummary, shown(laced(record)))));
  });

  it('the summary of a repository in its project', () => {
    fc.assert(
      fc.property(repository, (record) => holdsContract(RepositorySummary, summaryOfRepository(laced(record)))),
    );
  });
});

describe('presentProject', () => {
  it('shows the mode of access and never who was granted what', () => {
    const restricted = projectOf([], [], { access: { mode: 'restricted', grants: { key_1: 'manage' } } });

    expect(presentProject(restricted, principal()).access).toStrictEqual({ mode: 'restricted' });
  });

  it('shows the mappings in priority order', () => {
    const patterns = presentProject(manualProject().project, principal()).branchMappings.map(
      (one) => one.branchPattern,
    );

    expect(patterns).toEqual(['main', 'staging', 'develop']);
  });

  it('shows each field of the record under its own name', () => {
    const { project: record } = manualProject();

    expect(presentProject(record, principal())).toMatchObject({
      id: record.id,
      name: record.name,
      description: record.description,
      defaultOdooVersion: '18.0',
      archivedAt: null,
      clonedFrom: null,
      repository: null,
      createdAt: past,
      createdBy: record.createdBy,
      createdByName: 'First key',
      updatedAt: past,
      updatedBy: record.updatedBy,
      updatedByName: 'First key',
      lastActivityAt: null,
    });
  });
});

describe('presentMapping', () => {
  it('answers as the design shows it', () => {
    const { project: record } = manualProject();
    const [first] = record.branchMappings;
    if (first === undefined) throw new Error('The project has no mapping.');

    expect(presentMapping(record, first)).toStrictEqual({
      id: mappingId(1),
      projectId: projectId(),
      refType: 'branch',
      branchPattern: 'main',
      environmentId: environmentId(1),
      environmentName: 'Production',
      environmentType: 'production',
      trigger: 'merge',
      behavior: 'Deploy on merge',
      priority: 10,
      autoDeploy: true,
      paths: [],
      warnings: [],
      createdAt: past,
      updatedAt: past,
      updatedBy: 'key_00000000000000000000000001',
      updatedByName: 'First key',
    });
  });
});

describe('presentEnvironment', () => {
  it('shows each field of the record under its own name', () => {
    const paused = { reason: 'month end', by: 'key_1', byName: 'First key', since: past };
    const slots = {
      current: deploymentSummary({ id: deploymentId(1), status: 'succeeded' }),
      running: deploymentSummary({ id: deploymentId(2), status: 'running' }),
      pending: deploymentSummary({ id: deploymentId(3) }),
    };
    const {
      organizationId: _,
      version: __,
      lease: ___,
      runnerSeen: _s,
      ...shown
    } = environmentRecord({ paused, ...slots });
    const summary = (record: DeploymentRecord) => {
      const { originId: _o, ...kept } = summaryOf(record);
      return { ...kept, commitUrl: `https://github.com/acme/odoo-custom/commit/${record.commitSha}` };
    };

    expect(
      presentEnvironment(
        environmentRecord({ paused, ...slots }),
        { project: manualProject().project, repository: repositoryRecord() },
        { principal: principal(), now: past },
      ),
    ).toStrictEqual({
      ...shown,
      current: summary(slots.current),
      running: summary(slots.running),
      pending: summary(slots.pending),
      mappings: [{ mappingId: mappingId(1), refType: 'branch', branchPattern: 'main', trigger: 'merge' }],
      runner: { name: null, lastSeenAt: null, absent: false },
      permissions: permissionsOn(principal(), targetOf(manualProject().project)),
    });
  });
});

describe('the permissions of an environment', () => {
  it('lack deploying and running for a key that is limited to others of its project', () => {
    const { project: of } = manualProject();
    const [own, other] = [environmentRecord({ id: environmentId(1) }), environmentRecord({ id: environmentId(2) })];
    const limits = { projectIds: [of.id], environmentIds: [own.id] };
    const key = principal({
      permissions: ['view:projects', 'deploy:projects', 'run:projects'],
      limits,
      unrestricted: false,
    });
    const shown = (record: EnvironmentRecord) =>
      presentEnvironment(record, { project: of, repository: null }, { principal: key, now: past }).permissions;
    expect(shown(own)).toEqual(['view:projects', 'deploy:projects', 'run:projects']);
    expect(shown(other)).toEqual(['view:projects']);
  });
});

describe('presentDeployment', () => {
  it('shows each field of the record under its own name', () => {
    fc.assert(
      fc.property(deployment, (record) => {
        const {
          organizationId: _,
          version: __,
          repositoryPage: page,
          previousCommitSha: previous,
          approvalUntil: _a,
          originId: _o,
          keepsToBranches: _k,
          requester: _r,
          ...rest
        } = record;
        const { commitSha } = record;
        const shown = {
          ...rest,
          commitUrl: commitUrl(page, commitSha),
          compareUrl: compareUrl(page, previous, commitSha),
        };
        expect(presentDeployment(record)).toEqual(shown);
      }),
    );
  });
});
