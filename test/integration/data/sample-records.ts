import { randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import type { OrganizationId } from '#shared/contract/id.ts';
import { newId } from '#shared/contract/new-id.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import type { DeliveryFilter } from '#shared/data/deliveries/deliveries.ts';
import type { DeliveryEffects } from '#shared/data/deliveries/store-delivery.ts';
import type { DeploymentFilter } from '#shared/data/deployments/list-deployments.ts';
import { deliveryIdOf } from '#shared/data/items/delivery-id.ts';
import { noLimits } from '#shared/domain/access/principal.ts';
import type { DeliveryRecord } from '#shared/domain/records/delivery.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import {
  deployKeyRecord,
  deploymentRecord,
  environmentRecord,
  mappingRecord,
  projectRecord,
  repositoryRecord,
} from '#test/fixtures/records.ts';

/** The clock of these tests. */
export const now = '2026-11-23T10:00:00.000Z';

/** A moment after (or before) `now`. */
export const secondsLater = (seconds: number): string => new Date(Date.parse(now) + seconds * 1000).toISOString();

export const newOrganization = (): OrganizationId => newId('organization', now);

export const sampleMutation = (organization: OrganizationId, over: Partial<Mutation> = {}): Mutation => {
  const place = { id: organization, slug: 'acme' };
  return {
    principal: {
      id: 'key_01KAR4M1G0000000000000000A',
      kind: 'apiKey',
      name: 'First key',
      creatorId: null,
      creatorUnrestricted: false,
      organization: place,
      permissions: ['manage:projects'],
      unrestricted: true,
      limits: noLimits,
      organizations: [place],
    },
    requestId: 'request-1',
    sourceIp: '127.0.0.1',
    now,
    idempotency: null,
    ...over,
  };
};

export const sampleProject = (organization: OrganizationId, over: Partial<ProjectRecord> = {}): ProjectRecord =>
  projectRecord({
    organizationId: organization,
    id: newId('project', now),
    name: `Project ${randomBytes(4).toString('hex')}`,
    createdAt: now,
    createdBy: 'key_01KAR4M1G0000000000000000A',
    updatedAt: now,
    ...over,
  });

/** The next version of a record. */
export const changed = <R extends { readonly version: number }>(record: R, over: Partial<R> = {}): R => ({
  ...record,
  ...over,
  version: record.version + 1,
});

export const sampleEnvironment = (project: ProjectRecord, over: Partial<EnvironmentRecord> = {}): EnvironmentRecord =>
  environmentRecord({
    organizationId: project.organizationId,
    projectId: project.id,
    id: newId('environment', now),
    createdAt: now,
    updatedAt: now,
    ...over,
  });

export const sampleMapping = (environment: EnvironmentRecord, over: Partial<MappingRecord> = {}): MappingRecord =>
  mappingRecord({
    id: newId('mapping', now),
    branchPattern: environment.name.toLowerCase(),
    environmentId: environment.id,
    createdAt: now,
    updatedAt: now,
    ...over,
  });

export const sampleRepository = (project: ProjectRecord, over: Partial<RepositoryRecord> = {}): RepositoryRecord =>
  repositoryRecord({
    organizationId: project.organizationId,
    projectId: project.id,
    connectionId: ulid(Date.parse(now)),
    deployKey: deployKeyRecord({
      id: newId('deployKey', now),
      publicKey: `ssh-ed25519 ${'A'.repeat(68)} ocore ${project.id}`,
      fingerprint: `SHA256:${'B'.repeat(43)}`,
      createdAt: now,
    }),
    hookId: 'h'.repeat(115),
    generationSince: now,
    reconciliation: { nextAt: now, lastAt: null, baseline: null, failures: 0, silentSince: null },
    connectedAt: now,
    ...over,
  });

export const sampleDeployment = (
  environment: EnvironmentRecord,
  over: Partial<DeploymentRecord> = {},
): DeploymentRecord =>
  deploymentRecord({
    organizationId: environment.organizationId,
    id: newId('deployment', now),
    projectId: environment.projectId,
    environmentId: environment.id,
    environmentName: environment.name,
    commitSha: randomBytes(20).toString('hex'),
    commitMessage: 'Add the invoice report',
    deliveryId: newId('delivery', now),
    originId: over.id ?? newId('deployment', now),
    createdAt: now,
    ...over,
  });

/** A delivery that deploys nothing, with one line of trace. */
export const anyDeployment: DeploymentFilter = {
  environmentId: null,
  status: null,
  branch: null,
  trigger: null,
  commit: null,
  from: null,
  to: null,
};
export const anyDelivery: DeliveryFilter = { event: null, ref: null, outcome: null };

export const sampleDelivery = (
  project: ProjectRecord,
  over: Partial<DeliveryRecord> & { readonly replayKey?: string } = {},
): DeliveryRecord => {
  const { replayKey = randomBytes(32).toString('hex'), ...rest } = over;
  const receivedAt = rest.receivedAt ?? now;
  const id = rest.id ?? deliveryIdOf('01KAR4M1G0000000000000000C', replayKey, receivedAt);
  const reason = 'No mapping matches the branch feature/x. Map it to an environment to deploy it.';
  return {
    organizationId: project.organizationId,
    projectId: project.id,
    id,
    provider: 'github',
    providerDeliveryId: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    event: 'push',
    ref: 'refs/heads/feature/x',
    before: '1'.repeat(40),
    after: '2'.repeat(40),
    receivedAt,
    durationMs: 4,
    generation: 1,
    redeliveryOf: null,
    source: 'delivery',
    payload: null,
    decision: { outcome: 'ignore', reason, environmentId: null, mappingId: null, trace: [] },
    answer: { deliveryId: id, decision: 'ignore', reason, deployments: [] },
    ...rest,
  };
};

/** A delivery that changes nothing but itself. */
export const noEffects: DeliveryEffects = {
  deployments: [],
  environments: [],
  superseded: [],
  heads: [],
  repositoryUpdate: null,
  repositoryToReconcile: null,
  mutation: null,
};
