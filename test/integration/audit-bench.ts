import { afterAll, beforeAll, expect } from 'vitest';
import * as z from 'zod';
import type { Answer } from '#test/call.ts';
import { realPush } from '#test/fixtures/github.ts';
import { Connection } from './connections/connection.ts';
import { type GitHost, giteaHost } from './connections/git-host.ts';
import { collectWrites, type FunctionWrite } from './function-writes.ts';
import { asMember, contextOf, invited, joined } from './members-bench.ts';
import { wholeTable } from './principals.ts';
import { commitOf, deploy, TestRunner } from './runner.ts';
import { expectStatus, TestService } from './test-service.ts';

const Change = z.strictObject({ from: z.unknown(), to: z.unknown() });

const Entry = z.strictObject({
  pk: z.string(),
  sk: z.string(),
  at: z.string(),
  action: z.string(),
  outcome: z.enum(['done', 'denied']),
  resourceType: z.string(),
  resourceId: z.string().nullable(),
  resourceName: z.string().nullable(),
  projectId: z.string().nullable(),
  actor: z.strictObject({ id: z.string(), kind: z.enum(['apiKey', 'member']), name: z.string() }),
  changes: z.record(z.string(), Change),
  requestId: z.string(),
  sourceIp: z.string(),
});

type Entry = z.infer<typeof Entry>;
export let service: TestService;
let host: GitHost;
export let writes: readonly FunctionWrite[];
let gitea: Connection;

export const api = (method: string, path: string, body?: unknown): Promise<Answer> =>
  service.api(method, path, body === undefined ? {} : { body });

export const records = async (): Promise<Entry[]> =>
  (await wholeTable()).filter((item) => String(item.pk).includes('#AUDIT#')).map((item) => Entry.parse(item));

export const recordsOf = async (answer: Answer): Promise<Entry[]> =>
  (await records()).filter(({ requestId }) => requestId === answer.headers['x-request-id']);

/** The one record that a request has left. */
export const recordOf = async (answer: Answer): Promise<Entry> => {
  const [first, ...rest] = await recordsOf(answer);
  expect(rest).toEqual([]);
  if (first === undefined) throw new Error(`No record was left by: ${answer.status} ${answer.text}`);
  return first;
};

export type Made = {
  readonly answer: Answer;
  readonly resourceId: string;
  /** Who did it, where it was not the caller of `api`. */
  readonly actor?: Entry['actor'];
};

type Case = {
  readonly action: string;
  readonly run: () => Promise<Made>;
  readonly changes: Record<string, unknown>;
};

export const from = (before: unknown, after: unknown) => ({ from: before, to: after });

export const mapped = async (): Promise<{ path: string; staging: string; mapping: string }> => {
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

const theme = { repositoryUrl: 'git@github.com:acme/theme.git' };
const newRole = (): Promise<Answer> =>
  api('POST', '/api/roles', { name: service.freshName('Role'), permissions: ['view:projects'] });

const anything = expect.anything();

const tomorrow = new Date(Date.now() + 86_400_000).toISOString();

const madeKey = async (): Promise<string> => {
  const made = await api('POST', '/api/api-keys', { name: 'CI', permissions: ['view:projects'] });
  return String(expectStatus(201, made).json.id);
};

/** Every row that changes something, with the fields that its record holds. */
export const cases: Record<string, Case> = {
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
  updateAccess: {
    action: 'access.updated',
    run: () => onProject('PUT', '/access', { mode: 'restricted' }),
    changes: { mode: from('organization', 'restricted') },
  },
  updateGrant: {
    action: 'access.updated',
    run: async () => {
      const { path, id } = await service.project();
      return { answer: await api('PUT', `${path}/access/${await madeKey()}`, { level: 'view' }), resourceId: id };
    },
    changes: expect.objectContaining({}),
  },
  deleteGrant: {
    action: 'access.updated',
    run: async () => {
      const { path, id } = await service.project();
      const grant = `${path}/access/${await madeKey()}`;
      expectStatus(201, await api('PUT', grant, { level: 'view' }));
      return { answer: await api('DELETE', grant), resourceId: id };
    },
    changes: expect.objectContaining({}),
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
  addSubmodule: {
    action: 'submodule.added',
    run: async () => {
      const { answer } = await onRepository('POST', '/submodules', theme);
      return { answer, resourceId: String(answer.json.id) };
    },
    changes: { submodule: from(null, 'acme/theme') },
  },
  removeSubmodule: {
    action: 'submodule.removed',
    run: async () => {
      const { path } = await service.connectedProject();
      const { json } = await api('POST', `${path}/repository/submodules`, theme);
      return { answer: await api('DELETE', `${path}/repository/submodules/${json.id}`), resourceId: String(json.id) };
    },
    changes: { submodule: from('acme/theme', null) },
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
  inviteMember: {
    action: 'member.invited',
    run: async () => {
      const body = { email: 'audited@acme.example', roleId: 'viewer' };
      const answer = await api('POST', '/api/members/invite', body);
      return { answer, resourceId: String(answer.json.id) };
    },
    changes: {
      email: from(null, 'audited@acme.example'),
      roleId: from(null, 'viewer'),
      expiresAt: from(null, expect.stringMatching(/Z$/)),
    },
  },
  updateMemberRole: {
    action: 'member.updated',
    run: async () => {
      const { id, path } = await invited(service, 'viewer');
      return { answer: await api('PUT', `${path}/role`, { roleId: 'admin' }), resourceId: id };
    },
    changes: { roleId: from('viewer', 'admin') },
  },
  deleteMember: {
    action: 'member.removed',
    run: async () => {
      const { id } = await joined(service, 'viewer');
      return { answer: await api('DELETE', `/api/members/${id}`), resourceId: id };
    },
    changes: { email: from(expect.stringMatching(/@acme\.example$/), null), roleId: from('viewer', null) },
  },
  leaveOrganization: {
    action: 'member.removed',
    run: async () => {
      const member = await joined(service, 'viewer', 'Ada Lovelace');
      const answer = await asMember(await contextOf(service, member), 'POST', '/api/members/leave');
      return { answer, resourceId: member.id, actor: { id: member.id, kind: 'member', name: 'Ada Lovelace' } };
    },
    changes: { email: from(expect.stringMatching(/@acme\.example$/), null), roleId: from('viewer', null) },
  },
  createRole: {
    action: 'role.created',
    run: async () => {
      const answer = await newRole();
      return { answer, resourceId: String(answer.json.id) };
    },
    changes: { name: from(null, expect.stringMatching(/^Role/)), permissions: from(null, ['view:projects']) },
  },
  updateRole: {
    action: 'role.updated',
    run: async () => {
      const id = String((await newRole()).json.id);
      const answer = await api('PUT', `/api/roles/${id}`, { permissions: ['run:projects'], description: 'Runs.' });
      return { answer, resourceId: id };
    },
    changes: { description: from(null, 'Runs.'), permissions: from(['view:projects'], ['run:projects']) },
  },
  deleteRole: {
    action: 'role.deleted',
    run: async () => {
      const id = String((await newRole()).json.id);
      return { answer: await api('DELETE', `/api/roles/${id}`), resourceId: id };
    },
    changes: { name: from(expect.stringMatching(/^Role/), null), permissions: from(['view:projects'], null) },
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
      allowMissingSubmodules: from(null, false),
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
      allowMissingSubmodules: from(false, null),
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
  createApiKey: {
    action: 'api-key.created',
    run: async () => {
      const { id } = await service.project();
      const body = { name: 'CI', permissions: ['deploy:projects'], projectIds: [id], expiresAt: tomorrow };
      const answer = await api('POST', '/api/api-keys', body);
      return { answer, resourceId: String(answer.json.id) };
    },
    changes: {
      name: from(null, 'CI'),
      permissions: from(null, ['deploy:projects']),
      projectIds: from(null, [expect.stringMatching(/^prj_/)]),
      expiresAt: from(null, tomorrow),
    },
  },
  rotateApiKey: {
    action: 'api-key.rotated',
    run: async () => {
      const id = await madeKey();
      return { answer: await api('POST', `/api/api-keys/${id}/rotate`), resourceId: id };
    },
    changes: { previousUntil: from(null, expect.stringMatching(/Z$/)) },
  },
  revokeApiKey: {
    action: 'api-key.revoked',
    run: async () => {
      const id = await madeKey();
      return { answer: await api('DELETE', `/api/api-keys/${id}`), resourceId: id };
    },
    changes: { name: from('CI', null), permissions: from(['view:projects'], null) },
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

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
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
};
