import { afterAll, beforeAll } from 'vitest';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { endpoints } from '#shared/contract/endpoints.ts';
import type { Answer } from '#test/call.ts';
import { type Key, type OtherOrganization, otherOrganization, restrict, restrictedKey } from './principals.ts';
import { expectStatus, TestService } from './test-service.ts';

export let service: TestService;
export let other: OtherOrganization;
export let nobody: Key;

/** Ids of everything in a project, by the names of the paths' parameters. */
export type Ids = Readonly<Record<string, string>>;

export let foreign: Ids;
export let hidden: Ids;

const furnished = async (): Promise<Ids> => {
  const { path, projectId, environments, webhook } = await service.connectedProject();
  const mappings = await service.api('GET', `${path}/branch-mappings`);
  const deployment = expectStatus(202, await service.api('POST', `${path}/deploy`, { body: { branch: 'staging' } }));
  return {
    projectId,
    environmentId: environments.staging,
    mappingId: (mappings.json.branchMappings as { id: string }[])[0]?.id ?? '',
    deploymentId: String(deployment.json.id),
    deliveryId: await service.deliveredPing(webhook),
  };
};

export const unknown: Ids = {
  projectId: 'prj_01ARZ3NDEKTSV4RRFFQ69G5FAV',
  environmentId: 'env_01ARZ3NDEKTSV4RRFFQ69G5FAV',
  mappingId: 'map_01ARZ3NDEKTSV4RRFFQ69G5FAV',
  deploymentId: 'dep_01ARZ3NDEKTSV4RRFFQ69G5FAV',
  deliveryId: 'dlv_01ARZ3NDEKTSV4RRFFQ69G5FAV',
};

export const malformed: Ids = {
  projectId: 'x',
  environmentId: 'x',
  mappingId: 'x',
  deploymentId: 'x',
  deliveryId: 'x',
};

/** A body that each row takes; the ids in it are those of the project that is asked for. */
const bodyOf = (row: Endpoint, ids: Ids): Record<string, unknown> | undefined => {
  const bodies: Record<string, Record<string, unknown>> = {
    updateProject: { description: 'taken over' },
    cloneProject: { name: 'Stolen' },
    updateAccess: { mode: 'restricted' },
    updateGrant: { level: 'manage' },
    connectRepository: { repositoryUrl: 'git@github.com:acme/odoo.git' },
    addSubmodule: { repositoryUrl: 'git@github.com:acme/theme.git' },
    updateRepository: { branch: 'other' },
    regenerateKey: { revokeNow: true },
    reconfigureWebhook: { revokeNow: true },
    createEnvironment: { name: 'Mine', type: 'staging', branch: 'mine' },
    updateEnvironment: { name: 'Mine' },
    createBranchMapping: { branchPattern: 'mine', environmentId: ids.environmentId },
    updateBranchMapping: { priority: 7 },
    orderBranchMappings: { order: [ids.mappingId] },
    startDeployment: { branch: 'staging', environmentId: ids.environmentId },
    simulatePush: { event: 'push', branch: 'staging' },
    pauseEnvironment: { reason: 'mine now' },
    redeploy: {},
    promoteDeployment: { environmentId: 'env_01ARZ3NDEKTSV4RRFFQ69G5FAV' },
    approveDeployment: {},
    cancelDeployment: { reason: 'mine now' },
    claimDeployment: { runner: 'thief', waitSeconds: 0 },
    heartbeatDeployment: { lease: 'x' },
    appendLogs: { lease: 'x', seq: 1, lines: [{ at: '2026-11-26T10:00:00.000Z', text: 'x' }] },
    completeDeployment: { lease: 'x', status: 'succeeded' },
  };
  const body = bodies[row.operationId];
  if (row.body !== undefined && body === undefined)
    throw new Error(`Add a line for ${row.operationId} to bodies in test/integration/tenancy-bench.ts.`);
  return body;
};

export const ask = (row: Endpoint, ids: Ids, token: string, headers: Record<string, string> = {}): Promise<Answer> => {
  const body = bodyOf(row, ids);
  const path = row.path.replace(/\{([^}]+)\}/g, (_, name: string) => ids[name] ?? 'x');
  return service.api(row.method, path, { token, headers, ...(body === undefined ? {} : { body }) });
};

/** Everything that a caller sees of an answer, but for the request id, the time and the connection. */
export const seen = (answer: Answer): unknown => {
  const requestId = answer.headers['x-request-id'] ?? '';
  const { date: _, 'x-request-id': __, ...headers } = answer.headers;
  return { status: answer.status, headers, text: answer.text.replaceAll(requestId, '<request id>') };
};

export const inProject = endpoints.filter((row) => row.path.includes('{projectId}'));
export const rows = inProject.map((row): [string, Endpoint] => [`${row.method} ${row.path}`, row]);

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.startWithoutStream();
    other = await otherOrganization(service, 'other');
    nobody = await restrictedKey(service.local.organization.id, ['manage:projects', 'run:projects']);
    foreign = await furnished();
    hidden = await furnished();
    await restrict(service, String(hidden.projectId), { key_01ARZ3NDEKTSV4RRFFQ69G5FAV: 'manage' });
    await service.settled();
  });
  afterAll(() => service.stop());
};
