import type { Permission } from '#shared/contract/permission.ts';
import { githubHeaders } from '#test/fixtures/github.ts';

/** What belongs to the organisation and to no project. A right to projects is none to it. */
const subjects = ['settings', 'members', 'roles', 'api-keys', 'audit-logs'] as const;
type Subject = (typeof subjects)[number];
export type SubjectNeed = `${'view' | 'manage'} ${Subject}`;
export type Need = 'public' | 'any' | 'view' | 'deploy' | 'manage' | 'run' | SubjectNeed;

/** Every need, for the proof that no other one fits a row. */
export const needs: readonly Need[] = [
  ...(['public', 'any', 'view', 'deploy', 'manage', 'run'] as const),
  ...subjects.flatMap((subject): Need[] => [`view ${subject}`, `manage ${subject}`]),
];

/** The permission of a need of no project; null for any other need. */
export const subjectPermission = (need: Need): Permission | null =>
  need.includes(' ') ? (need.replace(' ', ':') as Permission) : null;

export type Truth = {
  /**
   * What the caller must be allowed to do; written down here by docs/design/api-conventions.md, "Permissions of
   * routes", not taken from the table under test.
   */
  readonly need: Need;
  /** The answer of a caller who may: chosen so that it changes as little as it can, since hundreds follow. */
  readonly allowed: number;
  /** The same of a member, and on an archived project, where they differ. */
  readonly ofMember?: number;
  readonly ofArchived?: number;
  /** Whether it is about one environment: a key may be limited to others. */
  readonly onEnvironment?: true | 'unless archived';
  /** Whether it deploys to a second environment too. */
  readonly ontoAnother?: true;
  /** Whether it makes a project: a key that is limited to some does not. */
  readonly makesProject?: true;
  /** Whether it lists what belongs to projects: only of those that the caller sees. */
  readonly ofProjects?: true;
  readonly body?: (ids: Ids) => Record<string, unknown>;
  readonly headers?: (ids: Ids) => Record<string, string>;
};
export type Ids = Readonly<Record<string, string>>;

const stale = () => ({ 'if-match': '"999999.x"' });
const ping = { zen: 'Keep it logically awesome.' };
export const taken = 'Taken by the matrix';
/** A Git server that refuses every connection at once: `validate` really connects. */
export const deadServer = 'http://127.0.0.1:9';

/**
 * Every row by its operation, with the permission that docs/design/api-conventions.md, "Permissions of routes" gives
 * it.
 */
export const truths: Readonly<Record<string, Truth>> = {
  listProjects: { need: 'view', allowed: 200, ofProjects: true },
  createProject: { need: 'manage', allowed: 409, body: () => ({ name: taken }) },
  getProject: { need: 'view', allowed: 200 },
  updateProject: { need: 'manage', allowed: 200, body: () => ({}) },
  deleteProject: { need: 'manage', allowed: 412, headers: stale },
  archiveProject: { need: 'manage', allowed: 412, headers: stale },
  unarchiveProject: { need: 'manage', allowed: 412, headers: stale },
  cloneProject: { need: 'manage', allowed: 409, makesProject: true, body: () => ({ name: taken }) },
  getProjectRemoval: { need: 'manage', allowed: 200 },
  getAccess: { need: 'view', allowed: 200 },
  updateAccess: { need: 'manage', allowed: 200, body: () => ({}) },
  findAccessCandidates: { need: 'manage', allowed: 200 },
  // It asks for the first key, which is another principal.
  explainAccess: { need: 'manage', allowed: 200 },
  updateGrant: { need: 'manage', allowed: 412, headers: stale, body: () => ({ level: 'view' }) },
  deleteGrant: { need: 'manage', allowed: 412, headers: stale },
  getRepository: { need: 'view', allowed: 200 },
  getRepositoryRemoval: { need: 'manage', allowed: 200 },
  // Nobody listens at its host.
  listRepositoryBranches: { need: 'deploy', allowed: 502 },
  connectRepository: { need: 'manage', allowed: 409, body: () => ({ repositoryUrl: 'git@github.com:acme/other.git' }) },
  updateRepository: { need: 'manage', allowed: 200, body: () => ({}) },
  disconnectRepository: { need: 'manage', allowed: 412, headers: stale },
  regenerateKey: { need: 'manage', allowed: 200, body: () => ({}) },
  revealSecret: { need: 'manage', allowed: 200 },
  reconfigureWebhook: { need: 'manage', allowed: 200, body: () => ({}) },
  validateRepository: { need: 'manage', allowed: 200 },
  listSubmodules: { need: 'view', allowed: 200 },
  // A key that is there is answered again.
  addSubmodule: { need: 'manage', allowed: 200, body: () => ({ repositoryUrl: `${deadServer}/acme/theme.git` }) },
  getSubmodule: { need: 'view', allowed: 200 },
  validateSubmodule: { need: 'manage', allowed: 200 },
  removeSubmodule: { need: 'manage', allowed: 412, headers: stale },
  // No credential is set in the matrix.
  syncRepository: { need: 'manage', allowed: 409 },
  listBranchMappings: { need: 'view', allowed: 200 },
  createBranchMapping: {
    need: 'manage',
    allowed: 409,
    body: (ids) => ({ branchPattern: 'main', environmentId: ids.environmentId }),
  },
  getBranchMapping: { need: 'view', allowed: 200 },
  updateBranchMapping: { need: 'manage', allowed: 200, body: () => ({}) },
  orderBranchMappings: { need: 'manage', allowed: 200, body: () => ({}) },
  deleteBranchMapping: { need: 'manage', allowed: 412, headers: stale },
  listEnvironments: { need: 'view', allowed: 200 },
  listAllEnvironments: { need: 'view', allowed: 200, ofProjects: true },
  createEnvironment: { need: 'manage', allowed: 409, body: () => ({ name: 'Staging', type: 'staging' }) },
  getEnvironment: { need: 'view', allowed: 200 },
  updateEnvironment: { need: 'manage', allowed: 200, body: () => ({}) },
  deleteEnvironment: { need: 'manage', allowed: 409 },
  startDeployment: {
    need: 'deploy',
    allowed: 202,
    ofArchived: 409,
    onEnvironment: true,
    body: () => ({ branch: 'staging' }),
  },
  listDeployments: { need: 'view', allowed: 200 },
  getDeployment: { need: 'view', allowed: 200 },
  getDeploymentLogs: { need: 'view', allowed: 200 },
  // The deployment of the matrix has ended.
  cancelDeployment: { need: 'deploy', onEnvironment: true, allowed: 409 },
  approveDeployment: { need: 'manage', allowed: 409 },
  redeploy: { need: 'deploy', allowed: 202, ofArchived: 409, onEnvironment: true, body: () => ({}) },
  // The deployment of the matrix was cancelled.
  promoteDeployment: {
    need: 'deploy',
    ontoAnother: true,
    onEnvironment: true,
    allowed: 409,
    body: (ids) => ({ environmentId: ids.productionId }),
  },
  pauseEnvironment: {
    need: 'deploy',
    onEnvironment: true,
    allowed: 412,
    headers: stale,
    body: () => ({ reason: 'Month end' }),
  },
  resumeEnvironment: { need: 'deploy', onEnvironment: true, allowed: 412, headers: stale },
  getRunnerSetup: { need: 'run', allowed: 200 },
  // Whatever is deployed there waits for an approval.
  claimDeployment: { need: 'run', allowed: 204, body: () => ({ runner: 'build-1', waitSeconds: 0 }) },
  heartbeatDeployment: { need: 'run', allowed: 409, body: () => ({ lease: 'x' }) },
  appendLogs: {
    need: 'run',
    allowed: 409,
    body: () => ({ lease: 'x', seq: 1, lines: [{ at: '2026-11-26T10:00:00.000Z', text: 'x' }] }),
  },
  completeDeployment: { need: 'run', allowed: 409, body: () => ({ lease: 'x', status: 'succeeded' }) },
  listDeliveries: { need: 'view', allowed: 200 },
  getDelivery: { need: 'view', allowed: 200 },
  // The stored one is a ping, which deploys nothing; for a key of another environment it is a push to a third one.
  redeliverDelivery: { need: 'deploy', allowed: 200, onEnvironment: 'unless archived' },
  simulatePush: { need: 'view', allowed: 200, body: () => ({ event: 'push', branch: 'staging' }) },
  listAuditLogs: { need: 'view audit-logs', allowed: 200, ofProjects: true },
  exportAuditLogs: { need: 'view audit-logs', allowed: 200, ofProjects: true },
  getMe: { need: 'any', allowed: 200 },
  listPermissions: { need: 'any', allowed: 200 },
  listMembers: { need: 'view members', allowed: 200 },
  getMember: { need: 'view members', allowed: 404 },
  // A role of nobody's; the member of the matrix was never invited.
  inviteMember: { need: 'manage members', allowed: 400, body: () => ({ email: 'mona@acme.example', roleId: 'x' }) },
  updateMemberRole: { need: 'manage members', allowed: 404, body: () => ({ roleId: 'viewer' }) },
  deleteMember: { need: 'manage members', allowed: 404 },
  // A key is no member. Members leave when everything else was asked.
  leaveOrganization: { need: 'any', allowed: 409, ofMember: 204 },
  listRoles: { need: 'view roles', allowed: 200 },
  // The roles of every organisation stay as they are.
  createRole: { need: 'manage roles', allowed: 409, body: () => ({ name: 'Owner', permissions: [] }) },
  getRole: { need: 'view roles', allowed: 200 },
  updateRole: { need: 'manage roles', allowed: 409, body: () => ({}) },
  deleteRole: { need: 'manage roles', allowed: 409 },
  listApiKeys: { need: 'view api-keys', allowed: 200 },
  // The project is one of nobody.
  createApiKey: {
    need: 'manage api-keys',
    allowed: 400,
    body: () => ({ name: 'CI', permissions: ['view:projects'], projectIds: ['prj_01ARZ3NDEKTSV4RRFFQ69G5FAV'] }),
  },
  // The id is one of nobody.
  getApiKey: { need: 'view api-keys', allowed: 404 },
  rotateApiKey: { need: 'manage api-keys', allowed: 404, body: () => ({}) },
  revokeApiKey: { need: 'manage api-keys', allowed: 404 },
  listProviderSettings: { need: 'view settings', allowed: 200 },
  // No credential is set in the matrix.
  listProviderRepositories: { need: 'manage', allowed: 409 },
  getProviderSettings: { need: 'view settings', allowed: 200 },
  updateProviderSettings: { need: 'manage settings', allowed: 200, body: () => ({}) },
  deleteProviderSettings: { need: 'manage settings', allowed: 412, headers: stale },
  // The delivery authenticates itself: the token of a caller changes nothing.
  receiveWebhook: {
    need: 'public',
    allowed: 200,
    body: () => ping,
    headers: (ids) => githubHeaders('ping', JSON.stringify(ping), ids.secret ?? ''),
  },
  // The ID token authenticates itself.
  acceptInvitation: { need: 'public', allowed: 401, body: () => ({ idToken: 'x' }) },
  getWellKnown: { need: 'public', allowed: 200 },
  getHealth: { need: 'public', allowed: 200 },
  getOpenapi: { need: 'public', allowed: 200 },
  getProblemPage: { need: 'public', allowed: 200 },
};
