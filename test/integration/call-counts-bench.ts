import { afterAll, beforeAll } from 'vitest';
import type { Answer } from '#test/call.ts';
import { realPush, realRepository } from '#test/fixtures/github.ts';
import { AwsCalls, type CountedCalls } from './aws-calls.ts';
import { AwsFaults } from './aws-faults.ts';
import { commitOf, deploy, TestRunner } from './runner.ts';
import { type Connected, expectStatus, TestService } from './test-service.ts';

export let service: TestService;
let aws: AwsCalls;
export let faults: AwsFaults;

/** Counts the calls of one request, which has to be answered with the status. */
export const counted = async (status: number, request: () => Promise<Answer>): Promise<CountedCalls<Answer>> => {
  const counts = await aws.during(request);
  expectStatus(status, counts.result);
  return counts;
};

const mappingId = async (path: string): Promise<string> => {
  const { json } = expectStatus(200, await service.api('GET', `${path}/branch-mappings`));
  return String((json.branchMappings as { id: string }[])[0]?.id);
};

export const connection = { repositoryUrl: realRepository.sshUrl };
export const stagingPush = (after = 'a'.repeat(40)) => ({ ...realPush(), ref: 'refs/heads/staging', after });

const submodule = { repositoryUrl: 'git@github.com:acme/theme.git' };
const submoduleOf = async (path: string): Promise<string> => {
  const { json } = expectStatus(201, await service.api('POST', `${path}/repository/submodules`, { body: submodule }));
  return `${path}/repository/submodules/${json.id}`;
};

type Row = {
  readonly calls: number;
  readonly status: number;
  /** Whether the calls go out together, so that they cost one round trip. */
  readonly parallel?: true;
  /** Prepares, and gives the request whose calls are counted. */
  readonly prepare: (project: Connected) => Promise<() => Promise<Answer>> | (() => Promise<Answer>);
};

export const api = (method: string, path: string, body?: unknown) => () =>
  service.api(method, path, body === undefined ? {} : { body });

const newRole = () => ({ name: service.freshName('Role'), permissions: ['deploy:projects'] });
const newMember = () => ({ email: `${service.freshName('p').replace(' ', '')}@acme.example`, roleId: 'viewer' });
const memberPath = async (): Promise<string> =>
  `/api/members/${expectStatus(201, await service.api('POST', '/api/members/invite', { body: newMember() })).json.id}`;
const rolePath = async (): Promise<string> =>
  `/api/roles/${expectStatus(201, await service.api('POST', '/api/roles', { body: newRole() })).json.id}`;
/** The id of the first key, which its text begins with. */
const ownKey = (): string => `key_${service.token.split('_')[1]}`;

/** A project whose Staging has a running deployment. */
export const running = async (project: Connected) => {
  await deploy(service, project);
  const runner = new TestRunner(service, project.path, project.environments.staging);
  const { deployment, lease } = await runner.claim();
  return { runner, id: deployment.id, token: lease.token };
};

const madeKey = async () => {
  const body = { name: 'Counted', permissions: ['view:projects'] };
  return expectStatus(201, await service.api('POST', '/api/api-keys', { body })).json;
};

export const rows: Readonly<Record<string, Row>> = {
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
  getAccess: { calls: 1, status: 200, prepare: ({ path }) => api('GET', `${path}/access`) },
  findAccessCandidates: {
    calls: 2,
    status: 200,
    parallel: true,
    prepare: ({ path }) => api('GET', `${path}/access/candidates`),
  },
  explainAccess: { calls: 2, status: 200, prepare: ({ path }) => api('GET', `${path}/access/${ownKey()}`) },
  // The caller's rights with the project, and the transaction.
  updateAccess: {
    calls: 2,
    status: 200,
    prepare: ({ path }) => api('PUT', `${path}/access`, { mode: 'restricted' }),
  },
  // Besides, how many grants the principal has.
  updateGrant: {
    calls: 3,
    status: 201,
    prepare: ({ path }) => api('PUT', `${path}/access/${ownKey()}`, { level: 'view' }),
  },
  deleteGrant: {
    calls: 2,
    status: 204,
    prepare: async ({ path }) => {
      expectStatus(201, await service.api('PUT', `${path}/access/${ownKey()}`, { body: { level: 'view' } }));
      return api('DELETE', `${path}/access/${ownKey()}`);
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
  // Read and audit record; the root key is known.
  revealSecret: { calls: 2, status: 200, prepare: ({ path }) => api('POST', `${path}/repository/reveal-secret`) },
  // Read, settings, write, and the last delivery.
  reconfigureWebhook: {
    calls: 4,
    status: 200,
    prepare: ({ path }) => api('POST', `${path}/repository/reconfigure-webhook`),
  },
  // Read, settings, the key's secret, and the note of what was found.
  validateRepository: { calls: 4, status: 200, prepare: ({ path }) => api('POST', `${path}/repository/validate`) },
  listSubmodules: { calls: 1, status: 200, prepare: ({ path }) => api('GET', `${path}/repository/submodules`) },
  // A workflow: the provider settings, read, the settings of the host, intent, secret, read, end.
  addSubmodule: {
    calls: 7,
    status: 201,
    prepare: ({ path }) => api('POST', `${path}/repository/submodules`, submodule),
  },
  getSubmodule: { calls: 1, status: 200, prepare: async ({ path }) => api('GET', await submoduleOf(path)) },
  // Read, settings, the key's secret; a connection that does not come about changes nothing.
  validateSubmodule: {
    calls: 3,
    status: 200,
    prepare: async ({ path }) => api('POST', `${await submoduleOf(path)}/validate`),
  },
  // A workflow: read, settings, intent, secret, read, end.
  removeSubmodule: { calls: 6, status: 200, prepare: async ({ path }) => api('DELETE', await submoduleOf(path)) },
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

  // A page of the list, and all that its projects show.
  listAllEnvironments: { calls: 2, status: 200, prepare: () => api('GET', '/api/environments?limit=1') },
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
  getRunnerSetup: {
    calls: 1,
    status: 200,
    prepare: ({ path, environments }) => api('GET', `${path}/environments/${environments.main}/runner`),
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

  listAuditLogs: { calls: 1, status: 200, prepare: () => api('GET', '/api/audit-logs?limit=1') },
  exportAuditLogs: { calls: 1, status: 200, prepare: () => api('GET', '/api/audit-logs/export') },
  // The names of the caller's organisations.
  getMe: { calls: 1, status: 200, prepare: () => api('GET', '/api/me') },
  // The members, and the roles for their names.
  listMembers: { calls: 2, status: 200, parallel: true, prepare: () => api('GET', '/api/members') },
  getMember: { calls: 2, status: 200, parallel: true, prepare: async () => api('GET', await memberPath()) },
  inviteMember: { calls: 2, status: 201, prepare: () => api('POST', '/api/members/invite', newMember()) },
  updateMemberRole: {
    calls: 2,
    status: 200,
    prepare: async () => api('PUT', `${await memberPath()}/role`, { roleId: 'admin' }),
  },
  deleteMember: { calls: 2, status: 204, prepare: async () => api('DELETE', await memberPath()) },
  // By a key. A member leaves in two calls (members.test.ts).
  leaveOrganization: { calls: 0, status: 409, prepare: () => api('POST', '/api/members/leave') },
  listPermissions: { calls: 0, status: 200, prepare: () => api('GET', '/api/permissions') },
  listRoles: { calls: 1, status: 200, prepare: () => api('GET', '/api/roles') },
  getRole: { calls: 1, status: 200, prepare: async () => api('GET', await rolePath()) },
  createRole: { calls: 2, status: 201, prepare: () => api('POST', '/api/roles', newRole()) },
  updateRole: {
    calls: 2,
    status: 200,
    prepare: async () => api('PUT', await rolePath(), { name: service.freshName('Renamed role') }),
  },
  deleteRole: { calls: 2, status: 204, prepare: async () => api('DELETE', await rolePath()) },
  // Nobody signs in at this service. The calls of joining: test/integration/access/accept-invitation.test.ts.
  acceptInvitation: { calls: 0, status: 404, prepare: () => api('POST', '/api/invitations/accept', { idToken: 'x' }) },
  getWellKnown: { calls: 0, status: 200, prepare: () => api('GET', '/api/.well-known/ocore.json') },
  listApiKeys: { calls: 1, status: 200, prepare: () => api('GET', '/api/api-keys') },
  getApiKey: { calls: 1, status: 200, prepare: async () => api('GET', `/api/api-keys/${(await madeKey()).id}`) },
  createApiKey: {
    calls: 2,
    status: 201,
    prepare: ({ projectId, environments }) =>
      api('POST', '/api/api-keys', {
        name: 'Counted',
        permissions: ['deploy:projects'],
        projectIds: [projectId],
        environmentIds: [environments.staging],
      }),
  },
  rotateApiKey: {
    calls: 2,
    status: 201,
    prepare: async () => api('POST', `/api/api-keys/${(await madeKey()).id}/rotate`),
  },
  revokeApiKey: { calls: 2, status: 204, prepare: async () => api('DELETE', `/api/api-keys/${(await madeKey()).id}`) },
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

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    // What runs behind a request, as the purge of a deleted project, must not fall into a count.
    service = await TestService.startWithoutStream();
    aws = new AwsCalls();
    faults = new AwsFaults();
  });
  afterAll(() => service.stop());
};
