import { beforeAll, describe, expect, test } from 'vitest';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { endpoints, rows } from '#shared/contract/endpoints.ts';
import type { EnvironmentId, ProjectId } from '#shared/contract/id.ts';
import type { Permission } from '#shared/contract/permission.ts';
import { followingPushes } from '#test/fixtures/github.ts';
import { api, type MadeKey, madeKey, madeOf, member, service, useBench } from './api-keys-bench.ts';
import { callAs } from './call-as.ts';
import { expectProblem } from './expect-problem.ts';
import { restrict } from './principals.ts';
import { commitOf } from './runner.ts';
import { type Connected, expectStatus } from './test-service.ts';

useBench();

const all: readonly Permission[] = ['view:projects', 'deploy:projects', 'run:projects'];
const pushTo = followingPushes();
let project: Connected;
let key: MadeKey;
beforeAll(async () => {
  project = await service.connectedProject();
  key = await limitedTo(project, ['staging'], all);
});

const limitedTo = (
  { projectId, environments }: Connected,
  names: readonly ('main' | 'staging' | 'develop')[] | null,
  permissions: readonly Permission[],
): Promise<MadeKey> =>
  madeKey({
    permissions: [...permissions],
    projectIds: [projectId as ProjectId],
    environmentIds: names === null ? null : names.map((name) => environments[name] as EnvironmentId),
  });

const deployed = async (environmentId: string): Promise<string> => {
  const body = { branch: 'any', commitSha: commitOf(1), environmentId };
  return String(expectStatus(202, await api('POST', `${project.path}/deploy`, body)).json.id);
};
/** A delivery that deployed nothing when it came, and would now. */
const delivered = async (branch: 'staging' | 'develop'): Promise<string> => {
  const path = `${project.path}/environments/${project.environments[branch]}`;
  expectStatus(200, await api('PUT', path, { autoDeploy: false }));
  const answer = await service.deliver(project.webhook, 'push', pushTo(branch));
  expectStatus(200, await api('PUT', path, { autoDeploy: true }));
  return String(expectStatus(200, answer).json.deliveryId);
};

/** What each row that deploys or runs is asked of an environment. */
type Ask = (environmentId: string, branch: 'staging' | 'develop') => Promise<readonly [string, unknown?][]>;
const line = { at: '2026-11-28T10:00:00.000Z', text: 'x' };
const onDeployment =
  (below: string, body?: unknown): Ask =>
  async (id) => [[`/deployments/${await deployed(id)}${below}`, body]];
const asks: Readonly<Record<string, Ask>> = {
  startDeployment: async (environmentId, branch) => [
    ['/deploy', { branch: 'any', commitSha: commitOf(2), environmentId }],
    ['/deploy', { branch, commitSha: commitOf(2) }],
  ],
  cancelDeployment: onDeployment('/cancel', {}),
  redeploy: onDeployment('/redeploy', {}),
  promoteDeployment: async (environmentId) => {
    const { staging, main } = project.environments;
    return [
      [`/deployments/${await deployed(environmentId)}/promote`, { environmentId: staging }],
      [`/deployments/${await deployed(staging)}/promote`, { environmentId: main }],
    ];
  },
  pauseEnvironment: async (id) => [[`/environments/${id}/pause`, { reason: 'Mine' }]],
  resumeEnvironment: async (id) => [[`/environments/${id}/resume`]],
  redeliverDelivery: async (_id, branch) => [[`/deliveries/${await delivered(branch)}/redeliver`]],
  getRunnerSetup: async (id) => [[`/environments/${id}/runner`]],
  claimDeployment: async (id) => [[`/environments/${id}/claim`, { runner: 'thief', waitSeconds: 0 }]],
  heartbeatDeployment: onDeployment('/heartbeat', { lease: 'x' }),
  appendLogs: onDeployment('/logs', { lease: 'x', seq: 1, lines: [line] }),
  completeDeployment: onDeployment('/complete', { lease: 'x', status: 'succeeded' }),
};
/** Reads the branches of the repository, which belong to no environment. */
const ofNoEnvironment = ['listRepositoryBranches'];
const needs = ({ access }: Endpoint): string => (typeof access === 'string' ? access : access.permission);
const inEnvironments = endpoints.filter(
  (row) => /^(deploy|run):projects$/.test(needs(row)) && !ofNoEnvironment.includes(row.operationId),
);

describe('a key that is limited to one environment, on another one of its project', () => {
  test.each(inEnvironments.map((row) => [row.operationId, row] as const))('cannot %s', async (operationId, row) => {
    const ask = asks[operationId];
    if (ask === undefined) throw new Error(`Add a line for ${operationId} to asks in this file.`);
    for (const [below, body] of await ask(project.environments.develop, 'develop')) {
      const answer = await api(row.method, `${project.path}${below}`, body, key.token);

      if (needs(row) === 'run:projects') expectProblem(answer, 'not_found');
      else expect(expectProblem(answer, 'permission_missing').requiredPermission).toBe('deploy:projects');
    }
  });

  test('stores nothing of a delivery that it may not run again', async () => {
    const id = await delivered('develop');
    const before = (await api('GET', `${project.path}/deliveries`)).text;

    expectProblem(
      await api('POST', `${project.path}/deliveries/${id}/redeliver`, undefined, key.token),
      'permission_missing',
    );

    expect((await api('GET', `${project.path}/deliveries`)).text).toBe(before);
  });

  test('sees it, and simulates pushes to it', async () => {
    const path = `${project.path}/environments/${project.environments.develop}`;
    expectStatus(200, await api('GET', path, undefined, key.token));
    const push = { event: 'push', branch: 'develop' };
    expectStatus(200, await api('POST', `${project.path}/branch-mappings/simulate`, push, key.token));
  });
});

describe('a key that is limited to one environment, on that one', () => {
  test('deploys, pauses, resumes, redelivers and runs', async () => {
    const { staging } = project.environments;
    const own = async (method: string, below: string, body?: unknown) =>
      (await api(method, `${project.path}${below}`, body, key.token)).status;
    const commitSha = commitOf(3);

    expect(await own('POST', '/deploy', { branch: 'staging', commitSha })).toBe(202);
    expect(await own('POST', `/environments/${staging}/pause`, { reason: 'Month end' })).toBe(200);
    expect(await own('POST', `/environments/${staging}/resume`)).toBe(200);
    expect(await own('POST', `/deliveries/${await delivered('staging')}/redeliver`)).toBe(202);
    expect(await own('POST', `/environments/${staging}/claim`, { runner: 'build-1', waitSeconds: 0 })).toBe(200);
  });

  test('manages nothing', async () => {
    expectProblem(await api('PUT', project.path, {}, key.token), 'permission_missing');
    const { json } = await api('GET', project.path, undefined, key.token);
    expect(json.permissions).toEqual(all);
  });
});

describe('a key that is limited to projects', () => {
  test.each([
    ['createProject', 'POST', '/api/projects', { name: 'Mine' }],
    ['listProviderRepositories', 'GET', '/api/settings/git-providers/github/repositories', undefined],
    ['listProviderSettings', 'GET', '/api/settings/git-providers', undefined],
    ['listApiKeys', 'GET', '/api/api-keys', undefined],
  ] as const)('cannot %s', async (_operation, method, path, body) => {
    const { token } = await limitedTo(project, null, ['manage:projects', 'run:projects']);

    expectProblem(await api(method, path, body, token), 'permission_missing');
  });

  test('manages its project, but does not clone it', async () => {
    const { token } = await limitedTo(project, null, ['manage:projects']);

    expectStatus(200, await api('PUT', project.path, { description: 'Mine' }, token));
    expectProblem(await api('POST', `${project.path}/clone`, { name: 'Copy' }, token), 'permission_missing');
  });

  test('keeps its lease when the project is closed to it', async () => {
    const own = await service.connectedProject();
    const { token } = await limitedTo(own, ['staging'], all);
    const body = { branch: 'staging', commitSha: commitOf(1) };
    const { id } = expectStatus(202, await api('POST', `${own.path}/deploy`, body)).json;
    const claim = { runner: 'build-1', waitSeconds: 0 };
    const claimed = await api('POST', `${own.path}/environments/${own.environments.staging}/claim`, claim, token);
    const { lease } = expectStatus(200, claimed).json as { lease: { token: string } };
    await restrict(service, own.projectId, {});

    const answer = await api('POST', `${own.path}/deployments/${id}/heartbeat`, { lease: lease.token }, token);

    expectStatus(200, answer);
    expectProblem(await api('GET', own.path, undefined, token), 'not_found');
  });

  test('is not made for a project that its maker does not see', async () => {
    const { id: projectId } = await service.project();
    const { context } = await member('developer');
    const body = { name: 'CI', permissions: ['view:projects'], projectIds: [projectId] };
    await restrict(service, projectId, {});

    // A Developer lacks manage:api-keys; an Admin sees every project.
    expectProblem(await callAs(context, rows.createApiKey, { body }), 'permission_missing');
    madeOf(await callAs((await member('admin')).context, rows.createApiKey, { body }));
    expectStatus(204, await api('DELETE', `/api/projects/${projectId}`));
    expectProblem(await api('POST', '/api/api-keys', body), 'validation_failed', ['#/projectIds/0']);
  });
});
