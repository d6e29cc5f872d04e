import { describe, expect, it } from 'vitest';
import { cloneProject, cloneReport } from '#shared/domain/projects/clone-project.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import {
  actor,
  changedByActor,
  deploymentSummary,
  environmentId,
  environmentRecord,
  manualProject,
  mappingId,
  now,
  past,
  projectId,
  projectRecord,
} from '#test/fixtures/records.ts';

const clone = (origin: ProjectRecord, environments: readonly EnvironmentRecord[], access = origin.access) => {
  let made = 100;
  const next = (): number => {
    made += 1;
    return made;
  };
  const ids = { project: projectId(2), environment: () => environmentId(next()), mapping: () => mappingId(next()) };
  return cloneProject({ origin, access }, environments, ids, 'Copy', actor, now);
};

describe('cloneProject', () => {
  it('copies description, series and access under new ids, a new name and a new creator', () => {
    const origin = projectRecord({ access: { mode: 'restricted', grants: { key_1: 'view' } }, version: 9 });

    const { project } = clone(origin, []);

    expect(project).toEqual({
      ...origin,
      id: projectId(2),
      name: 'Copy',
      clonedFrom: projectId(1),
      createdAt: now,
      createdBy: actor.id,
      createdByName: actor.name,
      ...changedByActor,
      lastActivityAt: now,
      version: 1,
    });
  });

  it('leaves out the repository', () => {
    const repository = {
      provider: 'github',
      repositoryUrl: 'git@github.com:acme/odoo-custom.git',
      fullName: 'acme/odoo-custom',
      branch: 'main',
      status: 'connected',
      statusReason: null,
    } as const;

    expect(clone(projectRecord({ repository }), []).project.repository).toBeNull();
  });

  it('makes an open clone of an archived project', () => {
    expect(clone(projectRecord({ archivedAt: past }), []).project.archivedAt).toBeNull();
  });

  it('copies the environments with automatic deployment off and without anything of their history', () => {
    const busy = environmentRecord({
      name: 'Production',
      type: 'production',
      approval: 'required',
      paused: { reason: 'month end', by: 'key_1', byName: 'First key', since: past },
      current: deploymentSummary(),
      running: deploymentSummary(),
      pending: deploymentSummary(),
      version: 12,
    });

    const { environments } = clone(projectRecord(), [busy]);

    expect(environments).toEqual([
      environmentRecord({
        projectId: projectId(2),
        id: environmentId(101),
        name: 'Production',
        type: 'production',
        approval: 'required',
        autoDeploy: false,
        createdAt: now,
        ...changedByActor,
      }),
    ]);
  });

  it('points the copied mappings at the copied environments, each at the one of the same name', () => {
    const { project: origin, environments } = manualProject();

    const { project } = clone(origin, environments);

    const table = (one: ProjectRecord) =>
      one.branchMappings.map(
        ({ branchPattern, environmentId: target, trigger, priority, autoDeploy, refType, paths }) => [
          branchPattern,
          one.environments[target],
          { trigger, priority, autoDeploy, refType, paths },
        ],
      );
    expect(table(project)).toEqual(table(origin));
    expect(
      project.branchMappings.map(({ id, createdAt, updatedAt, version }) => [id, createdAt, updatedAt, version]),
    ).toEqual([
      [mappingId(104), now, now, 1],
      [mappingId(105), now, now, 1],
      [mappingId(106), now, now, 1],
    ]);
  });

  it('shares no id with its origin', () => {
    const { project: origin, environments } = manualProject();

    const copy = clone(origin, environments);

    const { clonedFrom: _, ...project } = copy.project;
    const text = JSON.stringify({ project, environments: copy.environments });
    for (const id of [origin.id, ...environments.map((one) => one.id), ...origin.branchMappings.map((one) => one.id)]) {
      expect(text).not.toContain(id);
    }
  });

  it('changes nothing of its origin', () => {
    const { project: origin, environments } = manualProject();
    const before = structuredClone({ origin, environments });

    clone(origin, environments);

    expect({ origin, environments }).toEqual(before);
  });

  const neverCopied = ['repository connection', 'deploy key', 'webhook', 'deployment history'];

  it('reports what the design says of a project that has everything', () => {
    const { project: origin, environments } = manualProject();
    const access = { mode: 'restricted', grants: {} } as const;

    expect(cloneReport(clone({ ...origin, description: 'Shop', access }, environments).project)).toEqual({
      copied: ['description', 'environments', 'branchMappings', 'access'],
      changed: ['environments: automatic deployment is off until you switch it on'],
      leftOut: neverCopied,
    });
  });

  it('reports nothing as copied or changed of a project that has none of it', () => {
    const { project } = clone(projectRecord({ description: null }), []);

    expect(cloneReport(project)).toEqual({ copied: [], changed: [], leftOut: neverCopied });
  });

  it('reports how many grants were left out, of this clone and not of its origin', () => {
    const origin = projectRecord({ access: { mode: 'organization', grants: { key_1: 'view', key_2: 'view' } } });
    const grants = { key_2: 'view' } as const;
    const { project } = clone(origin, [], { mode: 'organization', grants });
    const { project: none } = clone(origin, [], { mode: 'organization', grants: {} });

    expect(cloneReport(project)).toMatchObject({ copied: expect.arrayContaining(['access']) });
    expect(cloneReport(project).leftOut.at(-1)).toMatch(/^access: 1 of the grants/);
    expect(cloneReport(none).copied).not.toContain('access');
    expect(cloneReport(none).leftOut.at(-1)).toMatch(/^access: 2 of the grants/);
    expect(cloneReport(clone(project, []).project).leftOut).toEqual(neverCopied);
  });
});
