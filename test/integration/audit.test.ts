import { createHash } from 'node:crypto';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { denialsOf } from '#infra/guarded-partitions.ts';
import { invoke } from '#infra/local/function-registry.ts';
import { permissions } from '#infra/permissions.ts';
import { endpoints } from '#shared/contract/endpoints.ts';
import { table } from '#shared/data/table/table.ts';
import type { Answer } from '#test/call.ts';
import { realPush } from '#test/fixtures/github.ts';
import { missingLines } from '#test/missing-lines.ts';
import { Connection } from './connections/connection.ts';
import { type GitHost, giteaHost } from './connections/git-host.ts';
import { expectProblem } from './expect-problem.ts';
import { asFunction, collectWrites, type FunctionWrite } from './function-writes.ts';
import { restrictedKey, wholeTable } from './principals.ts';
import { commitOf, deploy, TestRunner } from './runner.ts';
import { expectStatus, TestService } from './test-service.ts';

const Change = z.strictObject({ from: z.unknown(), to: z.unknown() });
const Entry = z.strictObject({
  pk: z.string(),
  sk: z.string(),
  at: z.string(),
  action: z.string(),
  resourceId: z.string(),
  projectId: z.string().nullable(),
  actor: z.strictObject({ id: z.string(), kind: z.literal('apiKey'), name: z.string() }),
  changes: z.record(z.string(), Change),
  requestId: z.string(),
  sourceIp: z.string(),
});
type Entry = z.infer<typeof Entry>;

vi.mock('#infra/local/function-registry.ts', async (load) => {
  const registry = await load<typeof import('#infra/local/function-registry.ts')>();
  return {
    ...registry,
    invoke: (file: string, event: unknown) => asFunction(file, () => registry.invoke(file, event)),
  };
});

let service: TestService;
let host: GitHost;
let writes: readonly FunctionWrite[];
let gitea: Connection;
beforeAll(async () => {
  service = await TestService.start();
  writes = collectWrites();
  host = await giteaHost();
  gitea = new Connection(service, host);
  await gitea.set('good');
});
afterAll(async () => {
  await host.standIn.stop();
  await service.stop();
});

const api = (method: string, path: string, body?: unknown): Promise<Answer> =>
  service.api(method, path, body === undefined ? {} : { body });
const records = async (): Promise<Entry[]> =>
  (await wholeTable()).filter((item) => String(item.pk).includes('#AUDIT#')).map((item) => Entry.parse(item));
const recordsOf = async (answer: Answer): Promise<Entry[]> =>
  (await records()).filter(({ requestId }) => requestId === answer.headers['x-request-id']);
/** The one record that a request has left. */
const recordOf = async (answer: Answer): Promise<Entry> => {
  const [first, ...rest] = await recordsOf(answer);
  expect(rest).toEqual([]);
  if (first === undefined) throw new Error(`No record was left by: ${answer.status} ${answer.text}`);
  return first;
};

type Made = { readonly answer: Answer; readonly resourceId: string };
type Case = {
  readonly action: string;
  readonly run: () => Promise<Made>;
  readonly changes: Record<string, unknown>;
};
const from = (before: unknown, after: unknown) => ({ from: before, to: after });
const mapped = async (): Promise<{ path: string; staging: string; mapping: string }> => {
  const { path } = await service.project();
  const staging = await service.environment(path, { name: 'Staging', type: 'staging' });
  const made = await api('POST', `${path}/branch-mappings`, { branchPattern: 'main', environmentId: staging });
  return { path, staging, mapping: String(expectStatus(201, made).json.id) };
};
const onProject = async (method: string, below: string, body?: unknown): Promise<Made> => {
  const { path, id } = await service.project({ name: service.freshName('Audited'), description: 'before' });
  return { answer: await api(method, `${path}${below}`, body), resourceId: id };
};
const onRepository = async (method: string, below: string, body?: unknown): Promise<Made> => {
  const { path, projectId } = await service.connectedProject();
  return { answer: await api(method, `${path}/repository${below}`, body), resourceId: projectId };
};
const anything = expect.anything();

/** Every row that changes something, with the fields that its record holds. */
const cases: Record<string, Case> = {
  createProject: {
    action: 'project.created',
    run: async () => {
      const answer = await api('POST', '/api/projects', { name: 'Created', defaultOdooVersion: '18.0' });
      return { answer, resourceId: String(answer.json.id) };
    },
    changes: { name: from(null, 'Created'), defaultOdooVersion: from(null, '18.0') },
  },
  updateProject: {
    action: 'project.updated',
    run: () => onProject('PUT', '', { description: 'after', defaultOdooVersion: null }),
    changes: { description: from('before', 'after') },
  },
  archiveProject: {
    action: 'project.archived',
    run: () => onProject('PUT', '/archive'),
    changes: { archivedAt: from(null, expect.stringMatching(/Z$/)) },
  },
  unarchiveProject: {
    action: 'project.unarchived',
    run: async () => {
      const { path, id } = await service.project();
      await api('PUT', `${path}/archive`);
      return { answer: await api('PUT', `${path}/unarchive`), resourceId: id };
    },
    changes: { archivedAt: from(expect.stringMatching(/Z$/), null) },
  },
  cloneProject: {
    action: 'project.cloned',
    run: async () => {
      const { answer } = await onProject('POST', '/clone', { name: 'Copied' });
      return { answer, resourceId: String(answer.json.id) };
    },
    changes: {
      name: from(null, 'Copied'),
      description: from(null, 'before'),
      clonedFrom: from(null, expect.stringMatching(/^prj_/)),
    },
  },
  deleteProject: {
    action: 'project.deleted',
    run: () => onProject('DELETE', ''),
    changes: { name: from(expect.stringMatching(/^Audited/), null) },
  },
  connectRepository: {
    action: 'repository.connecting',
    run: () => onProject('POST', '/repository', { repositoryUrl: 'git@github.com:acme/odoo.git' }),
    changes: { repositoryUrl: from(null, 'git@github.com:acme/odoo.git'), branch: from(null, 'main') },
  },
  updateRepository: {
    action: 'repository.updated',
    run: () => onRepository('PUT', '', { branch: 'other' }),
    changes: { branch: from('main', 'other') },
  },
  disconnectRepository: {
    action: 'repository.disconnecting',
    run: () => onRepository('DELETE', ''),
    changes: { status: from('action_required', 'disconnecting') },
  },
  regenerateKey: {
    action: 'repository.key_regenerated',
    run: () => onRepository('POST', '/regenerate-key', {}),
    changes: { deployKey: from(anything, anything), retiringKey: from(null, anything) },
  },
  reconfigureWebhook: {
    action: 'repository.webhook_reconfigured',
    run: () => onRepository('POST', '/reconfigure-webhook', {}),
    changes: { generation: from(1, 2), previousGenerationUntil: from(null, expect.stringMatching(/Z$/)) },
  },
  revealSecret: {
    action: 'repository.secret_revealed',
    run: () => onRepository('POST', '/reveal-secret'),
    changes: {},
  },
  syncRepository: {
    action: 'repository.synced',
    run: async () => {
      const project = await gitea.connected();
      return { answer: await api('POST', `${project.path}/repository/sync`), resourceId: project.id };
    },
    changes: {},
  },
  updateProviderSettings: {
    action: 'settings.updated',
    run: async () => {
      const answer = await api('PUT', '/api/settings/git-providers/gitlab', { baseUrl: 'https://git.acme.example' });
      return { answer, resourceId: 'gitlab' };
    },
    changes: { baseUrl: from(null, 'https://git.acme.example') },
  },
  deleteProviderSettings: {
    action: 'settings.updated',
    run: async () => {
      const path = '/api/settings/git-providers/github';
      expectStatus(200, await api('PUT', path, { baseUrl: 'https://git.acme.example' }));
      return { answer: await api('DELETE', path), resourceId: 'github' };
    },
    changes: { baseUrl: from('https://git.acme.example', null) },
  },
  createEnvironment: {
    action: 'environment.created',
    run: async () => {
      const { path } = await service.project();
      const body = { name: 'Production', type: 'production', branch: 'main', approval: 'required' };
      const answer = await api('POST', `${path}/environments`, body);
      return { answer, resourceId: String(answer.json.id) };
    },
    changes: {
      name: from(null, 'Production'),
      type: from(null, 'production'),
      approval: from(null, 'required'),
      autoDeploy: from(null, true),
      branches: from(null, []),
      branch: from(null, 'main'),
    },
  },
  updateEnvironment: {
    action: 'environment.updated',
    run: async () => {
      const { path, staging } = await mapped();
      const answer = await api('PUT', `${path}/environments/${staging}`, { name: 'Renamed', approval: 'none' });
      return { answer, resourceId: staging };
    },
    changes: { name: from('Staging', 'Renamed') },
  },
  deleteEnvironment: {
    action: 'environment.deleted',
    run: async () => {
      const { path, staging } = await mapped();
      return { answer: await api('DELETE', `${path}/environments/${staging}?force=true`), resourceId: staging };
    },
    changes: {
      name: from('Staging', null),
      type: from('staging', null),
      approval: from('none', null),
      autoDeploy: from(true, null),
      branches: from([], null),
    },
  },
  createBranchMapping: {
    action: 'mapping.created',
    run: async () => {
      const { path, staging } = await mapped();
      const body = { branchPattern: 'feature/*', environmentId: staging, paths: ['addons/**'] };
      const answer = await api('POST', `${path}/branch-mappings`, body);
      return { answer, resourceId: String(answer.json.id) };
    },
    changes: {
      refType: from(null, 'branch'),
      branchPattern: from(null, 'feature/*'),
      environmentId: from(null, expect.stringMatching(/^env_/)),
      trigger: from(null, 'push'),
      priority: from(null, 20),
      autoDeploy: from(null, true),
      paths: from(null, ['addons/**']),
    },
  },
  updateBranchMapping: {
    action: 'mapping.updated',
    run: async () => {
      const { path, mapping } = await mapped();
      const answer = await api('PUT', `${path}/branch-mappings/${mapping}`, { priority: 70, autoDeploy: true });
      return { answer, resourceId: mapping };
    },
    changes: { priority: from(10, 70) },
  },
  orderBranchMappings: {
    action: 'mapping.reordered',
    run: async () => {
      const { path, mapping, staging } = await mapped();
      const made = await api('POST', `${path}/branch-mappings`, { branchPattern: 'qa', environmentId: staging });
      const answer = await api('PUT', `${path}/branch-mappings`, { order: [made.json.id, mapping] });
      return { answer, resourceId: path.split('/').at(-1) ?? '' };
    },
    changes: {
      order: from(
        [expect.stringMatching(/^map_/), expect.stringMatching(/^map_/)],
        [expect.stringMatching(/^map_/), expect.stringMatching(/^map_/)],
      ),
    },
  },
  deleteBranchMapping: {
    action: 'mapping.deleted',
    run: async () => {
      const { path, mapping } = await mapped();
      return { answer: await api('DELETE', `${path}/branch-mappings/${mapping}`), resourceId: mapping };
    },
    changes: {
      refType: from('branch', null),
      branchPattern: from('main', null),
      environmentId: from(expect.stringMatching(/^env_/), null),
      trigger: from('push', null),
      priority: from(10, null),
      autoDeploy: from(true, null),
      paths: from([], null),
    },
  },
  redeliverDelivery: {
    action: 'delivery.redelivered',
    run: async () => {
      const { path, webhook } = await service.connectedProject();
      const first = await service.deliver(webhook, 'push', { ...realPush(), ref: 'refs/heads/staging' });
      const answer = await api('POST', `${path}/deliveries/${first.json.deliveryId}/redeliver`);
      return { answer, resourceId: String(answer.json.deliveryId) };
    },
    changes: { redeliveryOf: from(null, expect.stringMatching(/^dlv_/)) },
  },
  startDeployment: {
    action: 'deployment.triggered',
    run: async () => {
      const { path } = await service.connectedProject();
      const answer = await api('POST', `${path}/deploy`, { branch: 'staging', commitSha: 'c'.repeat(40) });
      return { answer, resourceId: String(answer.json.id) };
    },
    changes: {
      environmentId: from(null, expect.stringMatching(/^env_/)),
      branch: from(null, 'staging'),
      commitSha: from(null, 'c'.repeat(40)),
    },
  },
  redeploy: {
    action: 'deployment.triggered',
    run: async () => {
      const project = await service.connectedProject();
      const runner = new TestRunner(service, project.path, project.environments.staging);
      await deploy(service, project, { commitSha: commitOf(1) });
      const old = await runner.run();
      await deploy(service, project, { commitSha: commitOf(2) });
      await runner.run();
      const answer = await api('POST', `${project.path}/deployments/${old}/redeploy`);
      return { answer, resourceId: String(answer.json.id) };
    },
    changes: {
      environmentId: from(null, expect.stringMatching(/^env_/)),
      branch: from(null, 'staging'),
      commitSha: from(null, commitOf(1)),
      redeployOf: from(null, expect.stringMatching(/^dep_/)),
      paused: from(null, expect.objectContaining({ reason: expect.stringMatching(/^0000000 /) })),
    },
  },
  promoteDeployment: {
    action: 'deployment.triggered',
    run: async () => {
      const project = await service.connectedProject();
      const runner = new TestRunner(service, project.path, project.environments.staging);
      await deploy(service, project, { commitSha: commitOf(1) });
      const body = { environmentId: project.environments.main };
      const answer = await api('POST', `${project.path}/deployments/${await runner.run()}/promote`, body);
      return { answer, resourceId: String(answer.json.id) };
    },
    changes: {
      environmentId: from(null, expect.stringMatching(/^env_/)),
      branch: from(null, 'staging'),
      commitSha: from(null, commitOf(1)),
      promotedFrom: from(null, expect.stringMatching(/^dep_/)),
    },
  },
  cancelDeployment: {
    action: 'deployment.cancelled',
    run: async () => {
      const project = await service.connectedProject();
      const id = await deploy(service, project);
      const body = { reason: 'Wrong database.' };
      return { answer: await api('POST', `${project.path}/deployments/${id}/cancel`, body), resourceId: id };
    },
    changes: { status: from('queued', 'cancelled'), cancelReason: from(null, 'Wrong database.') },
  },
  approveDeployment: {
    action: 'deployment.approved',
    run: async () => {
      const project = await service.connectedProject();
      const environment = `${project.path}/environments/${project.environments.staging}`;
      expectStatus(200, await api('PUT', environment, { approval: 'required' }));
      const id = await deploy(service, project, { commitSha: commitOf(1) });
      return { answer: await api('POST', `${project.path}/deployments/${id}/approve`), resourceId: id };
    },
    changes: { status: from('waiting', 'queued') },
  },
  pauseEnvironment: {
    action: 'environment.paused',
    run: async () => {
      const { path, staging } = await mapped();
      const answer = await api('POST', `${path}/environments/${staging}/pause`, { reason: 'Month end' });
      return { answer, resourceId: staging };
    },
    changes: { paused: from(null, expect.objectContaining({ reason: 'Month end' })) },
  },
  resumeEnvironment: {
    action: 'environment.resumed',
    run: async () => {
      const { path, staging } = await mapped();
      expectStatus(200, await api('POST', `${path}/environments/${staging}/pause`, { reason: 'Month end' }));
      return { answer: await api('POST', `${path}/environments/${staging}/resume`), resourceId: staging };
    },
    changes: { paused: from(expect.objectContaining({ reason: 'Month end' }), null) },
  },
  claimDeployment: {
    action: 'deployment.started',
    run: async () => {
      const project = await service.connectedProject();
      const id = await deploy(service, project);
      const runner = new TestRunner(service, project.path, project.environments.staging);
      return { answer: await runner.tryClaim(), resourceId: id };
    },
    changes: { status: from('queued', 'running'), runner: from(null, 'build-1') },
  },
  completeDeployment: {
    action: 'deployment.failed',
    run: async () => {
      const project = await service.connectedProject();
      await deploy(service, project);
      const runner = new TestRunner(service, project.path, project.environments.staging);
      const { deployment, lease } = await runner.claim();
      const answer = await runner.complete(deployment.id, lease.token, { status: 'failed' });
      return { answer, resourceId: deployment.id };
    },
    changes: { status: from('running', 'failed') },
  },
};

// They only look: at what a push would do, and at the repository.
const looking = ['simulatePush', 'validateRepository'];
// Parts of a deployment whose beginning and end leave their records.
const underWay = ['heartbeatDeployment', 'appendLogs'];

test('Every row of a principal that is no read is among the cases', () => {
  const mutating = endpoints.filter(
    (row) => row.method !== 'GET' && row.access !== 'public' && ![...looking, ...underWay].includes(row.operationId),
  );
  const ids = mutating.map(({ operationId }) => operationId);
  expect(missingLines('cases in test/integration/audit.test.ts', Object.keys(cases), ids)).toEqual([]);
});

describe.each(Object.entries(cases))('%s', (_, { action, run, changes }) => {
  let made: Made;
  let sent: unknown[];
  beforeAll(async () => {
    const send = vi.spyOn(table().client, 'send');
    made = await run();
    sent = send.mock.calls.map(([command]): unknown => command);
    send.mockRestore();
  });

  test('leaves exactly one record: who, what, when, and only the fields that changed', async () => {
    const { answer, resourceId } = made;
    expect(answer.status, answer.text).toBeLessThan(300);
    const record = await recordOf(answer);
    const me = (await api('GET', '/api/me')).json;
    expect(record).toMatchObject({
      action,
      resourceId,
      actor: me.principal,
      sourceIp: expect.stringMatching(/127.0.0.1/),
    });
    expect(record.projectId).toEqual(action === 'settings.updated' ? null : expect.stringMatching(/^prj_/));
    expect(record.changes).toEqual(changes);
    expect(record.pk).toBe(`ORG#${service.local.organization.id}#AUDIT#${record.at.slice(0, 7)}`);
    expect(Math.abs(Date.now() - Date.parse(record.at))).toBeLessThan(60_000);
  });

  test('writes its record in the transaction of the change', () => {
    const own = sent.filter((command) =>
      JSON.stringify((command as { input: unknown }).input).includes(
        `"requestId":"${made.answer.headers['x-request-id']}"`,
      ),
    );
    expect(own).toHaveLength(1);
    const [write] = own;
    if (!(write instanceof TransactWriteCommand)) throw new Error('The record was written by itself.');
    // Showing a secret changes nothing beside its record.
    const fewest = action === 'repository.secret_revealed' ? 1 : 2;
    expect(write.input.TransactItems?.length).toBeGreaterThanOrEqual(fewest);
  });
});

test('Every write of theirs is one that the role of its function allows', async () => {
  await invoke('admin/create-organization', { slug: 'roles', name: 'Roles' });
  await invoke('schedules/tick', {});
  const likes = (pattern: string, text: string): boolean =>
    new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text);
  const isDenied = ({ file, action, pk }: FunctionWrite): boolean =>
    denialsOf(file).some(
      (denial) => denial.actions.includes(`dynamodb:${action}`) && denial.keys.some((pattern) => likes(pattern, pk)),
    );

  const refused = writes.filter(
    (one) => isDenied(one) || !(permissions[one.file]?.table ?? []).some((action) => action === one.action),
  );

  expect(refused).toEqual([]);
  const writers = new Set(writes.map(({ file }) => file));
  expect(writers.size).toBeGreaterThan(Object.keys(cases).length);
  expect(writers).toContain('admin/create-organization');
});

test('A value of over 256 characters is kept as its length and hash, one of 256 as it is', async () => {
  const [long, short] = ['l'.repeat(257), 's'.repeat(256)];
  const { path } = await service.project({ description: long });

  const { changes } = await recordOf(await api('PUT', path, { description: short }));

  const sha256 = createHash('sha256').update(long).digest('hex');
  expect(changes).toEqual({ description: { from: { length: 257, sha256 }, to: short } });
});

test('What changes nothing leaves no record', async () => {
  const { path, staging, mapping } = await mapped();
  await api('PUT', `${path}/archive`);
  for (const answer of [
    await api('PUT', path, {}),
    await api('PUT', `${path}/archive`),
    await api('PUT', `${path}/environments/${staging}`, { name: 'Staging' }),
    await api('PUT', `${path}/branch-mappings/${mapping}`, { priority: 10 }),
    await api('GET', path),
  ]) {
    expectStatus(200, answer);
    expect(await recordsOf(answer)).toEqual([]);
  }
});

test('What is refused leaves no record', async () => {
  const { path, staging } = await mapped();
  const viewer = await restrictedKey(service.local.organization.id, ['view:projects']);
  await service.project({ name: 'Occupied' });
  const before = await records();

  expectProblem(await api('PUT', path, { name: 'occupied' }), 'name_taken');
  expectProblem(await api('POST', '/api/projects', { name: 'OCCUPIED' }), 'name_taken');
  expectProblem(await api('DELETE', `${path}/environments/${staging}`), 'environment_in_use');
  expectProblem(await api('POST', `${path}/deploy`, { branch: 'main' }), 'repository_not_connected');
  const stale = { body: { description: 'x' }, headers: { 'if-match': '"9.x"' } };
  expectProblem(await service.api('PUT', path, stale), 'precondition_failed');
  expectProblem(await service.api('DELETE', path, { token: viewer.token }), 'permission_missing');

  expect(await records()).toHaveLength(before.length);
});

test('A request that is repeated under its key leaves one record', async () => {
  const options = { body: { name: 'Once' }, headers: { 'idempotency-key': 'audit-1' } };
  const first = await service.api('POST', '/api/projects', options);
  const again = expectStatus(201, await service.api('POST', '/api/projects', options));
  expect(await recordsOf(first)).toHaveLength(1);
  expect(await recordsOf(again)).toEqual([]);
});

test('A change that lost a race and began again leaves one record', async () => {
  const { path } = await service.project();
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, index) => api('PUT', path, { description: `from ${index}` })),
  );
  for (const answer of answers) expect(await recordsOf(expectStatus(200, answer))).toHaveLength(1);
});

test('A delivery is no act of a principal: it leaves none', async () => {
  const { webhook } = await service.connectedProject();
  const before = await records();
  await service.deliver(webhook, 'push', { ...realPush(), ref: 'refs/heads/staging' });
  expect(await records()).toHaveLength(before.length);
});

test('No record holds a secret or a private key', async () => {
  const { path, webhook } = await service.connectedProject();
  await api('POST', `${path}/repository/regenerate-key`, { revokeNow: true });
  const text = JSON.stringify(await records());
  expect(text).not.toContain(webhook.secret);
  expect(text).not.toContain('PRIVATE KEY');
});
