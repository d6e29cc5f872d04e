import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '#shared/contract/endpoints.ts';
import type { Answer } from '#test/call.ts';
import { realPing, realPush, realRepository } from '#test/fixtures/github.ts';
import { missingLines } from '#test/missing-lines.ts';
import { AwsCalls, type CountedCalls } from './aws-calls.ts';
import { AwsFaults } from './aws-faults.ts';
import { minutesLater } from './clock.ts';
import { restrict, restrictedKey } from './principals.ts';
import { commitOf, deploy, TestRunner } from './runner.ts';
import { type Connected, expectStatus, TestService } from './test-service.ts';

let service: TestService;
let aws: AwsCalls;
let faults: AwsFaults;
beforeAll(async () => {
  service = await TestService.start();
  // What runs behind a request, as the purge of a deleted project, must not fall into a count.
  await service.local.stream.stop();
  aws = new AwsCalls();
  faults = new AwsFaults();
});
afterAll(() => service.stop());

/** Counts the calls of one request, which has to be answered with the status. */
const counted = async (status: number, request: () => Promise<Answer>): Promise<CountedCalls<Answer>> => {
  const counts = await aws.during(request);
  expectStatus(status, counts.result);
  return counts;
};

const mappingId = async (path: string): Promise<string> => {
  const { json } = expectStatus(200, await service.api('GET', `${path}/branch-mappings`));
  return String((json.branchMappings as { id: string }[])[0]?.id);
};

const connection = { repositoryUrl: realRepository.sshUrl };
const stagingPush = (after = 'a'.repeat(40)) => ({ ...realPush(), ref: 'refs/heads/staging', after });

type Row = {
  readonly calls: number;
  readonly status: number;
  /** Whether the calls go out together, so that they cost one round trip. */
  readonly parallel?: true;
  /** Prepares, and gives the request whose calls are counted. */
  readonly prepare: (project: Connected) => Promise<() => Promise<Answer>> | (() => Promise<Answer>);
};

const api = (method: string, path: string, body?: unknown) => () =>
  service.api(method, path, body === undefined ? {} : { body });

/** A project whose Staging has a running deployment. */
const running = async (project: Connected) => {
  await deploy(service, project);
  const runner = new TestRunner(service, project.path, project.environments.staging);
  const { deployment, lease } = await runner.claim();
  return { runner, id: deployment.id, token: lease.token };
};

const rows: Readonly<Record<string, Row>> = {
  listProjects: { calls: 1, status: 200, prepare: () => api('GET', '/api/projects') },
  createProject: {
    calls: 1,
    status: 201,
    prepare: () => api('POST', '/api/projects', { name: service.freshName('Counted') }),
  },
  getProject: { calls: 1, status: 200, prepare: ({ path }) => api('GET', path) },
  // The configuration, the provider settings, and two counts.
  getProjectRemoval: { calls: 4, status: 200, parallel: true, prepare: ({ path }) => api('GET', `${path}/removal`) },
  updateProject: { calls: 2, status: 200, prepare: ({ path }) => api('PUT', path, { name: service.freshName('New') }) },
  deleteProject: { calls: 2, status: 204, prepare: ({ path }) => api('DELETE', path) },
  archiveProject: { calls: 2, status: 200, prepare: ({ path }) => api('PUT', `${path}/archive`) },
  unarchiveProject: {
    calls: 2,
    status: 200,
    prepare: async ({ path }) => {
      expectStatus(200, await service.api('PUT', `${path}/archive`));
      return api('PUT', `${path}/unarchive`);
    },
  },
  cloneProject: { calls: 2, status: 201, prepare: ({ path }) => api('POST', `${path}/clone`) },

  getRepository: { calls: 2, status: 200, parallel: true, prepare: ({ path }) => api('GET', `${path}/repository`) },
  // The repository and the provider settings.
  getRepositoryRemoval: {
    calls: 2,
    status: 200,
    parallel: true,
    prepare: ({ path }) => api('GET', `${path}/repository/removal`),
  },
  // Read, the key's secret and the provider settings; nothing is written.
  listRepositoryBranches: { calls: 3, status: 502, prepare: ({ path }) => api('GET', `${path}/repository/branches`) },
  // A workflow: the provider settings, read, intent, secret, read, end.
  connectRepository: {
    calls: 6,
    status: 201,
    prepare: async () => {
      const { path } = await service.project();
      return api('POST', `${path}/repository`, connection);
    },
  },
  // One more than other writes: the answer tells the last delivery, which lies in another partition.
  updateRepository: { calls: 3, status: 200, prepare: ({ path }) => api('PUT', `${path}/repository`, { branch: 'x' }) },
  // A workflow: read, settings, intent, secret, read, end.
  disconnectRepository: { calls: 6, status: 200, prepare: ({ path }) => api('DELETE', `${path}/repository`) },
  // A workflow: read, settings, intent, secret, read, end, and the last delivery.
  regenerateKey: { calls: 7, status: 200, prepare: ({ path }) => api('POST', `${path}/repository/regenerate-key`) },
  // Read, settings, write, and the last delivery.
  // Read and audit record; the root key is known.
  revealSecret: { calls: 2, status: 200, prepare: ({ path }) => api('POST', `${path}/repository/reveal-secret`) },
  reconfigureWebhook: {
    calls: 4,
    status: 200,
    prepare: ({ path }) => api('POST', `${path}/repository/reconfigure-webhook`),
  },
  // Read, settings, the key's secret; a connection that does not come about changes nothing.
  validateRepository: { calls: 3, status: 200, prepare: ({ path }) => api('POST', `${path}/repository/validate`) },
  // Read, settings; without a credential nobody is asked.
  syncRepository: { calls: 2, status: 409, prepare: ({ path }) => api('POST', `${path}/repository/sync`) },

  listDeliveries: { calls: 2, status: 200, parallel: true, prepare: ({ path }) => api('GET', `${path}/deliveries`) },
  getDelivery: {
    calls: 2,
    status: 200,
    parallel: true,
    prepare: async ({ path, webhook }) => {
      const { json } = expectStatus(202, await service.deliver(webhook, 'push', stagingPush()));
      return api('GET', `${path}/deliveries/${json.deliveryId}`);
    },
  },
  // One more than other writes: which branches are to be read is told by the delivery alone.
  redeliverDelivery: {
    calls: 3,
    status: 200,
    prepare: async ({ path, webhook }) => {
      const { json } = expectStatus(202, await service.deliver(webhook, 'push', stagingPush()));
      return api('POST', `${path}/deliveries/${json.deliveryId}/redeliver`);
    },
  },
  simulatePush: {
    calls: 1,
    status: 200,
    prepare: ({ path }) => api('POST', `${path}/branch-mappings/simulate`, { event: 'push', branch: 'staging' }),
  },

  listProviderSettings: { calls: 1, status: 200, prepare: () => api('GET', '/api/settings/git-providers') },
  // Settings; without a credential no secret is read and nobody is asked. With one it is one call more.
  listProviderRepositories: {
    calls: 1,
    status: 409,
    prepare: () => api('GET', '/api/settings/git-providers/bitbucket/repositories'),
  },
  getProviderSettings: { calls: 1, status: 200, prepare: () => api('GET', '/api/settings/git-providers/gitlab') },
  updateProviderSettings: {
    calls: 2,
    status: 200,
    prepare: () => api('PUT', '/api/settings/git-providers/gitlab', { baseUrl: 'https://git.acme.example' }),
  },
  deleteProviderSettings: {
    calls: 2,
    status: 204,
    prepare: async () => {
      const body = { baseUrl: 'https://git.acme.example' };
      expectStatus(200, await service.api('PUT', '/api/settings/git-providers/gitea', { body }));
      return api('DELETE', '/api/settings/git-providers/gitea');
    },
  },

  listBranchMappings: { calls: 1, status: 200, prepare: ({ path }) => api('GET', `${path}/branch-mappings`) },
  createBranchMapping: {
    calls: 2,
    status: 201,
    prepare: ({ path, environments }) =>
      api('POST', `${path}/branch-mappings`, { branchPattern: 'qa', environmentId: environments.staging }),
  },
  getBranchMapping: {
    calls: 1,
    status: 200,
    prepare: async ({ path }) => api('GET', `${path}/branch-mappings/${await mappingId(path)}`),
  },
  updateBranchMapping: {
    calls: 2,
    status: 200,
    prepare: async ({ path }) => api('PUT', `${path}/branch-mappings/${await mappingId(path)}`, { autoDeploy: false }),
  },
  orderBranchMappings: {
    calls: 2,
    status: 200,
    prepare: async ({ path }) => {
      const { json } = expectStatus(200, await service.api('GET', `${path}/branch-mappings`));
      const order = (json.branchMappings as { id: string }[]).map(({ id }) => id).reverse();
      return api('PUT', `${path}/branch-mappings`, { order });
    },
  },
  deleteBranchMapping: {
    calls: 2,
    status: 204,
    prepare: async ({ path }) => api('DELETE', `${path}/branch-mappings/${await mappingId(path)}`),
  },

  listEnvironments: { calls: 1, status: 200, prepare: ({ path }) => api('GET', `${path}/environments`) },
  createEnvironment: {
    calls: 2,
    status: 201,
    prepare: ({ path }) => api('POST', `${path}/environments`, { name: 'QA', type: 'staging', branch: 'qa' }),
  },
  getEnvironment: {
    calls: 1,
    status: 200,
    prepare: ({ path, environments }) => api('GET', `${path}/environments/${environments.main}`),
  },
  updateEnvironment: {
    calls: 2,
    status: 200,
    prepare: ({ path, environments }) => api('PUT', `${path}/environments/${environments.main}`, { name: 'Live' }),
  },
  deleteEnvironment: {
    calls: 2,
    status: 204,
    prepare: ({ path, environments }) => api('DELETE', `${path}/environments/${environments.develop}?force=true`),
  },

  // Three more than other writes for a branch or tag: key, provider settings, and the project again after the remote.
  startDeployment: { calls: 5, status: 202, prepare: ({ path }) => api('POST', `${path}/deploy`, { branch: 'main' }) },
  listDeployments: { calls: 2, status: 200, parallel: true, prepare: ({ path }) => api('GET', `${path}/deployments`) },
  getDeployment: {
    calls: 2,
    status: 200,
    parallel: true,
    prepare: async ({ path }) => {
      const { json } = expectStatus(202, await service.api('POST', `${path}/deploy`, { body: { branch: 'main' } }));
      return api('GET', `${path}/deployments/${json.id}`);
    },
  },

  getDeploymentLogs: {
    calls: 2,
    status: 200,
    parallel: true,
    prepare: async (project) => {
      const { runner, id, token } = await running(project);
      expectStatus(204, await runner.logs(id, token, 1, ['one', 'two']));
      return api('GET', `${project.path}/deployments/${id}/logs`);
    },
  },
  cancelDeployment: {
    calls: 2,
    status: 200,
    prepare: async (project) => api('POST', `${project.path}/deployments/${await deploy(service, project)}/cancel`),
  },
  approveDeployment: {
    calls: 2,
    status: 200,
    prepare: async (project) => {
      const environment = `${project.path}/environments/${project.environments.staging}`;
      expectStatus(200, await service.api('PUT', environment, { body: { approval: 'required' } }));
      return api(
        'POST',
        `${project.path}/deployments/${await deploy(service, project, { commitSha: commitOf(1) })}/approve`,
      );
    },
  },
  // One more than other writes: what has ended lies in another partition. It is read beside the configuration.
  redeploy: {
    calls: 3,
    status: 202,
    prepare: async (project) => {
      const { runner, id, token } = await running(project);
      expectStatus(204, await runner.complete(id, token, { commitSha: commitOf(1) }));
      return api('POST', `${project.path}/deployments/${id}/redeploy`);
    },
  },
  promoteDeployment: {
    calls: 3,
    status: 202,
    prepare: async (project) => {
      const { runner, id, token } = await running(project);
      expectStatus(204, await runner.complete(id, token, { commitSha: commitOf(1) }));
      const body = { environmentId: project.environments.main };
      return api('POST', `${project.path}/deployments/${id}/promote`, body);
    },
  },
  pauseEnvironment: {
    calls: 2,
    status: 200,
    prepare: ({ path, environments }) =>
      api('POST', `${path}/environments/${environments.main}/pause`, { reason: 'x' }),
  },
  resumeEnvironment: {
    calls: 2,
    status: 200,
    prepare: async ({ path, environments }) => {
      const environment = `${path}/environments/${environments.main}`;
      expectStatus(200, await service.api('POST', `${environment}/pause`, { body: { reason: 'x' } }));
      return api('POST', `${environment}/resume`);
    },
  },
  claimDeployment: {
    calls: 2,
    status: 200,
    prepare: async (project) => {
      await deploy(service, project);
      const runner = new TestRunner(service, project.path, project.environments.staging);
      return () => runner.tryClaim();
    },
  },
  heartbeatDeployment: {
    calls: 1,
    status: 200,
    prepare: async (project) => {
      const { runner, id, token } = await running(project);
      return () => runner.heartbeat(id, token);
    },
  },
  appendLogs: {
    calls: 1,
    status: 204,
    prepare: async (project) => {
      const { runner, id, token } = await running(project);
      return () => runner.logs(id, token, 1, ['one']);
    },
  },
  completeDeployment: {
    calls: 1,
    status: 204,
    prepare: async (project) => {
      const { runner, id, token } = await running(project);
      return () => runner.complete(id, token);
    },
  },

  getMe: { calls: 0, status: 200, prepare: () => api('GET', '/api/me') },
  receiveWebhook: {
    calls: 2,
    status: 202,
    prepare:
      ({ webhook }) =>
      () =>
        service.deliver(webhook, 'push', stagingPush()),
  },
  getHealth: { calls: 0, status: 200, prepare: () => api('GET', '/api/health') },
  getOpenapi: { calls: 0, status: 200, prepare: () => api('GET', '/api/openapi.json') },
  getProblemPage: { calls: 0, status: 200, prepare: () => api('GET', '/docs/problems/not_found') },
};

describe('AWS calls of a warm request, the authorizer apart', () => {
  it('are told for every row of the contract', () => {
    const ids = endpoints.map((row) => row.operationId);
    expect(missingLines('rows in test/integration/call-counts.test.ts', Object.keys(rows), ids)).toEqual([]);
  });

  it.each(Object.entries(rows))('%s', async (_operationId, { calls, status, parallel, prepare }) => {
    const request = await prepare(await service.connectedProject());
    const { maxAtOnce, ...made } = await counted(status, request);
    expect(made.calls).toHaveLength(calls);
    if (parallel === true) expect(maxAtOnce).toBe(calls);
  });
});

describe('AWS calls of the project list', () => {
  it('are three where restricted projects begin', async () => {
    const { id } = await service.project();
    const key = await restrictedKey(service.local.organization.id, ['view:projects']);
    await restrict(service, id, { [key.id]: 'view' });
    const list = () => service.api('GET', '/api/projects?limit=100', { token: key.token });
    await list();
    const { calls, result } = await counted(200, list);
    expect(calls).toEqual(['Query', 'Query', 'BatchGetItem']);
    expect((result.json.projects as { id: string }[]).at(-1)?.id).toBe(id);
  });

  it('are one while a page of open projects is full', async () => {
    await service.project();
    const key = await restrictedKey(service.local.organization.id, ['view:projects']);
    const list = () => service.api('GET', '/api/projects?limit=1', { token: key.token });
    await list();
    expect((await counted(200, list)).calls).toEqual(['Query']);
  });

  it('are two with q', async () => {
    await service.project({ name: 'Findable' });
    expect((await counted(200, api('GET', '/api/projects?q=findable'))).calls).toEqual(['Query', 'BatchGetItem']);
  });
});

describe('AWS calls under an Idempotency-Key', () => {
  const keyed = (path: string, body: unknown) => () =>
    service.api('POST', path, { body, headers: { 'idempotency-key': service.freshName('key').replace(' ', '-') } });

  it('are no more where the request is one transaction', async () => {
    const { path } = await service.connectedProject();
    const create = keyed('/api/projects', { name: service.freshName('Keyed') });
    expect((await counted(201, create)).calls).toHaveLength(1);
    expect(
      (await counted(202, keyed(`${path}/deploy`, { branch: 'main', commitSha: commitOf(1) }))).calls,
    ).toHaveLength(2);
  });

  it('are two more for a workflow', async () => {
    const { path } = await service.project();
    const connect = await counted(201, keyed(`${path}/repository`, connection));
    const regenerate = await counted(200, keyed(`${path}/repository/regenerate-key`, {}));
    expect(connect.calls).toHaveLength(8);
    expect(regenerate.calls).toHaveLength(9);
  });
});

describe('AWS calls of an authentic delivery', () => {
  it.each([
    ['an unmapped push', 'push', () => ({ ...realPush(), ref: 'refs/heads/feature/x' })],
    ['a ping', 'ping', realPing],
    ['a body that cannot be parsed', 'push', () => '{'],
  ])('are two for %s', async (_what, event, payload) => {
    const { webhook } = await service.connectedProject();
    const { calls } = await counted(200, () => service.deliver(webhook, event, payload()));
    expect(calls).toHaveLength(2);
  });

  it.each([
    ['a mapped push', 202, () => stagingPush()],
    ['one that is older than what is queued', 200, () => ({ ...stagingPush('b'.repeat(40)), before: 'c'.repeat(40) })],
  ])('are two for %s', async (_what, status, payload) => {
    const { webhook } = await service.connectedProject();
    if (status === 200) expectStatus(202, await service.deliver(webhook, 'push', stagingPush()));
    const { calls } = await counted(status, () => service.deliver(webhook, 'push', payload()));
    expect(calls).toEqual(['Query', 'TransactWriteItems']);
  });

  it('are two more for a race that is lost', async () => {
    const { webhook } = await service.connectedProject();
    let lost = false;
    const hook = async (command: string, _input: unknown, send: () => Promise<unknown>): Promise<unknown> => {
      if (command === 'TransactWriteItemsCommand' && !lost) {
        lost = true;
        const reasons = [{ Code: 'TransactionConflict' }];
        throw new TransactionCanceledException({ $metadata: {}, message: 'lost', CancellationReasons: reasons });
      }
      return send();
    };

    const { calls } = await counted(202, () =>
      faults.during(hook, () => service.deliver(webhook, 'push', stagingPush())),
    );

    expect(calls).toEqual(['Query', 'TransactWriteItems', 'Query', 'TransactWriteItems']);
  });

  it('are two for a replay', async () => {
    const { webhook } = await service.connectedProject();
    expectStatus(202, await service.deliver(webhook, 'push', stagingPush()));
    const { calls } = await counted(200, () => service.deliver(webhook, 'push', stagingPush()));
    expect(calls).toHaveLength(2);
  });
});

describe('AWS calls of a rejected delivery', () => {
  const rejected = async (
    status: number,
    webhook: Connected['webhook'],
    headers: Readonly<Record<string, string>> = {},
    payload: unknown = stagingPush(),
  ) => (await counted(status, () => service.deliver(webhook, 'push', payload, headers))).calls;

  it('are none for a wrong signature', async () => {
    const { webhook } = await service.connectedProject();
    expect(await rejected(401, { ...webhook, secret: 'wrong' })).toEqual([]);
  });

  it('are none for a hook id that was changed or made up', async () => {
    const { webhook } = await service.connectedProject();
    const changedId = webhook.url.replace(/.(?=.$)/, (letter) => (letter === 'A' ? 'B' : 'A'));
    expect(await rejected(401, { ...webhook, url: changedId })).toEqual([]);
    const madeUp = webhook.url.replace(/[^/]+$/, 'nothing-of-ours');
    expect(await rejected(401, { ...webhook, url: madeUp })).toEqual([]);
  });

  it("are none for another provider's path, a wrong content type and a body over 5 MB", async () => {
    const { webhook } = await service.connectedProject();
    const otherPath = webhook.url.replace('/github/', '/gitea/');
    expect(await rejected(401, { ...webhook, url: otherPath })).toEqual([]);
    expect(await rejected(415, webhook, { 'content-type': 'text/plain' })).toEqual([]);
    expect(await rejected(413, webhook, {}, ' '.repeat(5 * 1024 * 1024 + 1))).toEqual([]);
  });

  it('are one where a retired generation signed it', async () => {
    const { path, webhook } = await service.connectedProject();
    const body = { revokeNow: true };
    expectStatus(200, await service.api('POST', `${path}/repository/reconfigure-webhook`, { body }));
    expect(await rejected(401, webhook)).toEqual(['Query']);
  });

  it('are one where the connection is spent', async () => {
    const { path, webhook } = await service.connectedProject();
    expectStatus(200, await service.api('DELETE', `${path}/repository`));
    expect(await rejected(401, webhook)).toEqual(['Query']);
  });

  it('are one a minute at most where a root-key version is claimed that nobody knows', async () => {
    const { webhook } = await service.connectedProject();
    const bytes = Buffer.from(webhook.url.split('/').at(-1) ?? '', 'base64url');
    const claiming = (version: number) => {
      bytes[2] = version;
      return { ...webhook, url: webhook.url.replace(/[^/]+$/, bytes.toString('base64url')) };
    };
    expect(await rejected(401, claiming(2))).toEqual(['GetSecretValue']);
    expect(await rejected(401, claiming(2))).toEqual([]);
    expect(await rejected(401, claiming(3))).toEqual([]);
    expect(await minutesLater(2, () => rejected(401, claiming(3)))).toEqual(['GetSecretValue']);
  });
});

describe('AWS calls of a runner', () => {
  it('are one for a claim that finds nothing, and once a minute one that notes who asked', async () => {
    const { path, environments } = await service.connectedProject();
    const runner = new TestRunner(service, path, environments.staging);
    expect((await counted(204, () => runner.tryClaim())).calls).toEqual(['BatchGetItem', 'UpdateItem']);
    expect((await counted(204, () => runner.tryClaim())).calls).toEqual(['BatchGetItem']);
  });

  it('are one for a heartbeat that reports a commit, two where somebody asked to cancel', async () => {
    const project = await service.connectedProject();
    const { runner, id, token } = await running(project);
    const facts = { commitSha: commitOf(7), commitMessage: 'Fix taxes', commitAuthor: 'Mona Lisa' };
    const beat = () => runner.heartbeat(id, token, facts);
    expect((await counted(200, beat)).calls).toEqual(['TransactWriteItems']);

    expectStatus(200, await service.api('POST', `${project.path}/deployments/${id}/cancel`));

    expect((await counted(200, beat)).calls).toEqual(['TransactWriteItems', 'TransactWriteItems']);
  });

  it('are two for an end while the next deployment waits for its approval', async () => {
    const project = await service.connectedProject();
    const { runner, id, token } = await running(project);
    const environment = `${project.path}/environments/${project.environments.staging}`;
    expectStatus(200, await service.api('PUT', environment, { body: { approval: 'required' } }));
    await deploy(service, project, { commitSha: commitOf(1) });
    const { calls } = await counted(204, () => runner.complete(id, token));
    expect(calls).toEqual(['TransactWriteItems', 'TransactWriteItems']);
  });

  it('are none for a token that was made up, but for those that tell why', async () => {
    const project = await service.connectedProject();
    const { runner, id } = await running(project);
    expect((await counted(409, () => runner.heartbeat(id, 'x'))).calls).toEqual(['GetItem', 'GetItem']);
  });

  it('are three for the last page of a log whose deployment has ended', async () => {
    const project = await service.connectedProject();
    const { runner, id, token } = await running(project);
    expectStatus(204, await runner.logs(id, token, 1, ['one', 'two']));
    expectStatus(204, await runner.complete(id, token));
    const { calls } = await counted(200, api('GET', `${project.path}/deployments/${id}/logs`));
    expect([calls.slice(0, 2).sort(), calls.slice(2)]).toEqual([['BatchGetItem', 'Query'], ['Query']]);
  });

  it('are four more to redeploy what ended before its commit was known', async () => {
    const project = await service.connectedProject();
    const { runner, id, token } = await running(project);
    expectStatus(204, await runner.complete(id, token, { status: 'failed' }));
    const { calls } = await counted(202, api('POST', `${project.path}/deployments/${id}/redeploy`));
    const read = ['Query', 'GetItem'];
    expect(calls).toEqual([...read, 'GetSecretValue', 'GetItem', ...read, 'TransactWriteItems']);
  });

  it('are three to cancel what runs: the deployment is read for the answer', async () => {
    const project = await service.connectedProject();
    const { id } = await running(project);
    const { calls } = await counted(200, api('POST', `${project.path}/deployments/${id}/cancel`));
    expect(calls).toEqual(['Query', 'GetItem', 'TransactWriteItems']);
  });
});
