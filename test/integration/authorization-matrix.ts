import type { Endpoint } from '#shared/contract/endpoint.ts';
import { endpoints } from '#shared/contract/endpoints.ts';
import type { Permission } from '#shared/contract/permission.ts';
import type { Answer } from '#test/call.ts';
import { githubHeaders } from '#test/fixtures/github.ts';
import { otherOrganization, restrict, restrictedKey } from './principals.ts';
import { expectStatus, type TestService } from './test-service.ts';

/** What belongs to the organisation and to no project. A right to projects is none to it. */
const subjects = ['settings', 'members', 'roles', 'api-keys', 'audit-logs'] as const;
type Subject = (typeof subjects)[number];
type SubjectNeed = `${'view' | 'manage'} ${Subject}`;
export type Need = 'public' | 'any' | 'view' | 'deploy' | 'manage' | 'run' | SubjectNeed;

/** Every need, for the proof that no other one fits a row. */
export const needs: readonly Need[] = [
  ...(['public', 'any', 'view', 'deploy', 'manage', 'run'] as const),
  ...subjects.flatMap((subject): Need[] => [`view ${subject}`, `manage ${subject}`]),
];

/** The permission of a need of no project; null for any other need. */
export const subjectPermission = (need: Need): Permission | null =>
  need.includes(' ') ? (need.replace(' ', ':') as Permission) : null;

type Truth = {
  /**
   * What the caller must be allowed to do; written down here by docs/design/api-conventions.md, "Permissions of
   * routes", not taken from the table under test.
   */
  readonly need: Need;
  /** The answer of a caller who may: chosen so that it changes as little as it can, since hundreds follow. */
  readonly allowed: number;
  readonly body?: (ids: Ids) => Record<string, unknown>;
  readonly headers?: (ids: Ids) => Record<string, string>;
};
type Ids = Readonly<Record<string, string>>;

const stale = () => ({ 'if-match': '"999999.x"' });
const ping = { zen: 'Keep it logically awesome.' };
const taken = 'Taken by the matrix';
/** A Git server that refuses every connection at once: `validate` really connects. */
const deadServer = 'http://127.0.0.1:9';

/**
 * Every row by its operation, with the permission that docs/design/api-conventions.md, "Permissions of routes" gives
 * it.
 */
export const truths: Readonly<Record<string, Truth>> = {
  listProjects: { need: 'view', allowed: 200 },
  createProject: { need: 'manage', allowed: 409, body: () => ({ name: taken }) },
  getProject: { need: 'view', allowed: 200 },
  updateProject: { need: 'manage', allowed: 200, body: () => ({}) },
  deleteProject: { need: 'manage', allowed: 412, headers: stale },
  archiveProject: { need: 'manage', allowed: 412, headers: stale },
  unarchiveProject: { need: 'manage', allowed: 412, headers: stale },
  cloneProject: { need: 'manage', allowed: 409, body: () => ({ name: taken }) },
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
  listAllEnvironments: { need: 'view', allowed: 200 },
  createEnvironment: { need: 'manage', allowed: 409, body: () => ({ name: 'Staging', type: 'staging' }) },
  getEnvironment: { need: 'view', allowed: 200 },
  updateEnvironment: { need: 'manage', allowed: 200, body: () => ({}) },
  deleteEnvironment: { need: 'manage', allowed: 409 },
  startDeployment: { need: 'deploy', allowed: 202, body: () => ({ branch: 'staging' }) },
  listDeployments: { need: 'view', allowed: 200 },
  getDeployment: { need: 'view', allowed: 200 },
  getDeploymentLogs: { need: 'view', allowed: 200 },
  // The deployment of the matrix has ended.
  cancelDeployment: { need: 'deploy', allowed: 409 },
  approveDeployment: { need: 'manage', allowed: 409 },
  redeploy: { need: 'deploy', allowed: 202, body: () => ({}) },
  // The deployment of the matrix was cancelled.
  promoteDeployment: { need: 'deploy', allowed: 409, body: (ids) => ({ environmentId: ids.productionId }) },
  pauseEnvironment: { need: 'deploy', allowed: 412, headers: stale, body: () => ({ reason: 'Month end' }) },
  resumeEnvironment: { need: 'deploy', allowed: 412, headers: stale },
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
  // The stored one is a ping: it deploys nothing.
  redeliverDelivery: { need: 'deploy', allowed: 200 },
  simulatePush: { need: 'view', allowed: 200, body: () => ({ event: 'push', branch: 'staging' }) },
  listAuditLogs: { need: 'view audit-logs', allowed: 200 },
  exportAuditLogs: { need: 'view audit-logs', allowed: 200 },
  getMe: { need: 'any', allowed: 200 },
  listPermissions: { need: 'any', allowed: 200 },
  listMembers: { need: 'view members', allowed: 200 },
  getMember: { need: 'view members', allowed: 404 },
  // A role of nobody's; the member of the matrix was never invited.
  inviteMember: { need: 'manage members', allowed: 400, body: () => ({ email: 'mona@acme.example', roleId: 'x' }) },
  updateMemberRole: { need: 'manage members', allowed: 404, body: () => ({ roleId: 'viewer' }) },
  deleteMember: { need: 'manage members', allowed: 404 },
  // A key is no member.
  leaveOrganization: { need: 'any', allowed: 409 },
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
  // Nobody signs in at this service. The ID token authenticates itself.
  acceptInvitation: { need: 'public', allowed: 404, body: () => ({ idToken: 'x' }) },
  getWellKnown: { need: 'public', allowed: 200 },
  getHealth: { need: 'public', allowed: 200 },
  getOpenapi: { need: 'public', allowed: 200 },
  getProblemPage: { need: 'public', allowed: 200 },
};

type Level = 0 | 1 | 2 | 3;
const levels: Readonly<Record<Exclude<Need, SubjectNeed | 'run'>, Level>> = {
  public: 0,
  any: 0,
  view: 1,
  deploy: 2,
  manage: 3,
};

const levelOf = (need: Need): Level => levels[need as keyof typeof levels];

/** Whether a caller has the permission, or the one to manage that includes the one to view. */
const hasPermission = (caller: Caller, permission: Permission): boolean =>
  caller.unrestricted ||
  caller.permissions.some((one) => one === permission || one === permission.replace('view:', 'manage:'));

/** Running is no more and no less than another right: it includes none, and no right to projects but a role's includes it. */
const mayRun = (caller: Caller, grant: Level | null): 'allowed' | 'missing' | 'hidden' => {
  if (caller.unrestricted || grant === null) return 'allowed';
  if (grant === 0) return 'hidden';
  return grant >= levels.deploy ? 'allowed' : 'missing';
};

type Caller = {
  readonly token: 'none' | 'bad' | 'good';
  readonly organization: 'own' | 'other';
  readonly permissions: readonly Permission[];
  readonly level: Level;
  readonly unrestricted: boolean;
};
const key = (level: Level, ...permissions: Permission[]): Caller => ({
  token: 'good',
  organization: 'own',
  permissions,
  level,
  unrestricted: false,
});

export const callers = {
  'no header': { ...key(0), token: 'none' },
  'a bad token': { ...key(0), token: 'bad' },
  'no permission': key(0),
  'run only': key(0, 'run:projects'),
  onlooker: key(0, 'view:settings', 'view:members', 'view:roles', 'view:api-keys'),
  'settings manager': key(0, 'manage:settings'),
  auditor: key(0, 'view:audit-logs'),
  'members manager': key(0, 'manage:members'),
  'roles manager': key(0, 'manage:roles'),
  'keys manager': key(0, 'manage:api-keys'),
  viewer: key(1, 'view:projects'),
  deployer: key(2, 'deploy:projects'),
  manager: key(3, 'manage:projects'),
  owner: { ...key(3), unrestricted: true },
  'another organisation': { ...key(3), organization: 'other', unrestricted: true },
} as const satisfies Record<string, Caller>;
export type CallerName = keyof typeof callers;
export const callerNames = Object.keys(callers) as CallerName[];

/** What a project is to the keys of the first organisation, by the level of their grant; null: it has no restriction. */
export const relations = {
  open: null,
  'restricted, no grant': 0,
  'restricted, view': 1,
  'restricted, deploy': 2,
  'restricted, manage': 3,
  foreign: null,
} as const satisfies Record<string, Level | null>;
export type RelationName = keyof typeof relations;
export const relationNames = Object.keys(relations) as RelationName[];

export type Cell = { readonly row: Endpoint; readonly caller: CallerName; readonly relation: RelationName };

const isInProject = (row: Endpoint): boolean => row.path.includes('{projectId}');

/** Every row with every caller and, where it is in a project, every relation. */
export const cellsOf = (
  names: readonly CallerName[] = callerNames,
  related: readonly RelationName[] = relationNames,
): Cell[] =>
  endpoints.flatMap((row) =>
    names.flatMap((caller) =>
      related
        .filter((relation) => isInProject(row) || relation === 'open')
        .map((relation) => ({ row, caller, relation })),
    ),
  );

/**
 * The small truth table: 401, then 403 without the view permission, then 404, then 403.
 * Source: docs/design/api-conventions.md, "Order of errors"; docs/design/security-model.md, "Access to one project".
 */
export const expected = ({ row, caller: name, relation }: Cell, need: Need, allowed: number): number => {
  const caller: Caller = callers[name];
  if (need === 'public') return allowed;
  if (caller.token !== 'good') return 401;
  if (need === 'any') return allowed;
  const permission = subjectPermission(need);
  if (permission !== null) return hasPermission(caller, permission) ? allowed : 403;
  if (need === 'run') {
    if (!caller.unrestricted && !caller.permissions.includes('run:projects')) return 403;
    if ((caller.organization === 'other') !== (relation === 'foreign')) return 404;
    return { allowed, missing: 403, hidden: 404 }[mayRun(caller, relations[relation])];
  }
  if (caller.level < 1) return 403;
  if (!isInProject(row)) return caller.level < levelOf(need) ? 403 : allowed;
  if ((caller.organization === 'other') !== (relation === 'foreign')) return 404;
  const grant: Level | null = relations[relation];
  const effective = grant === null || caller.unrestricted ? caller.level : Math.min(caller.level, grant);
  if (effective < 1) return 404;
  return effective < levelOf(need) ? 403 : allowed;
};

/** The projects and keys that the cells speak of. */
export class MatrixWorld {
  readonly #service: TestService;
  readonly #tokens = new Map<CallerName, string>();
  readonly #ids = new Map<RelationName, Ids>();

  private constructor(service: TestService) {
    this.#service = service;
  }

  static async build(service: TestService): Promise<MatrixWorld> {
    const world = new MatrixWorld(service);
    const other = await otherOrganization(service, 'elsewhere');
    const granted: string[] = [];
    for (const name of callerNames) {
      const caller: Caller = callers[name];
      if (caller.unrestricted || caller.token !== 'good') continue;
      const made = await restrictedKey(service.local.organization.id, caller.permissions);
      granted.push(made.id);
      world.#tokens.set(name, made.token);
    }
    world.#tokens.set('owner', service.token).set('another organisation', other.token).set('a bad token', 'ocore_bad');
    for (const token of [service.token, other.token]) {
      const body = { baseUrl: deadServer };
      expectStatus(200, await service.api('PUT', '/api/settings/git-providers/gitea', { token, body }));
    }
    for (const name of relationNames) {
      const token = name === 'foreign' ? other.token : service.token;
      world.#ids.set(name, await world.#project(token));
    }
    // A hook of its own: the others get new generations all the time.
    const { hookId = '', secret = '' } = await world.#project(service.token, 'git@github.com:acme/odoo.git');
    world.#ids.set('open', { ...world.#idsOf('open'), hookId, secret });
    for (const token of [service.token, other.token]) await world.#post('/api/projects', token, { name: taken });
    const grants = {
      'restricted, view': 'view',
      'restricted, deploy': 'deploy',
      'restricted, manage': 'manage',
    } as const;
    for (const [name, level] of Object.entries(grants)) {
      const named = Object.fromEntries(granted.map((id) => [id, level]));
      await restrict(service, world.#idsOf(name as RelationName).projectId ?? '', named);
    }
    await restrict(service, world.#idsOf('restricted, no grant').projectId ?? '', {});
    return world;
  }

  async #post(path: string, token: string, body: unknown): Promise<Record<string, unknown>> {
    const answer = await this.#service.api('POST', path, { token, body });
    return expectStatus(answer.status < 300 ? answer.status : 201, answer).json;
  }

  async #project(token: string, repositoryUrl = `${deadServer}/acme/odoo.git`): Promise<Ids> {
    const { id } = await this.#post('/api/projects', token, { name: this.#service.freshName('Matrix') });
    const path = `/api/projects/${id}`;
    const main = { name: 'Production', type: 'production', branch: 'main' };
    const production = await this.#post(`${path}/environments`, token, main);
    const environment = { name: 'Staging', type: 'staging', branch: 'staging', approval: 'required' };
    const staging = await this.#post(`${path}/environments`, token, environment);
    const { json } = await this.#service.api('GET', `${path}/branch-mappings`, { token });
    const repository = await this.#post(`${path}/repository`, token, { repositoryUrl });
    const submodule = await this.#post(`${path}/repository/submodules`, token, {
      repositoryUrl: `${deadServer}/acme/theme.git`,
    });
    const webhook = repository.webhook as { url: string; secret: string };
    const deployment = await this.#post(`${path}/deploy`, token, { branch: 'staging' });
    await this.#post(`${path}/deployments/${deployment.id}/cancel`, token, {});
    return {
      projectId: String(id),
      environmentId: String(staging.id),
      productionId: String(production.id),
      mappingId: (json.branchMappings as { id: string }[])[0]?.id ?? '',
      submoduleId: String(submodule.id),
      deploymentId: String(deployment.id),
      // The first key of the organisation, whose text begins with its id.
      principalId: `key_${token.split('_')[1]}`,
      deliveryId: await this.#service.deliveredPing(webhook),
      code: 'not_found',
      provider: 'github',
      roleId: 'developer',
      memberId: 'mem_01J00000000000000000000000',
      apiKeyId: 'key_01ARZ3NDEKTSV4RRFFQ69G5FAV',
      hookId: webhook.url.split('/').at(-1) ?? '',
      secret: webhook.secret,
    };
  }

  #idsOf(relation: RelationName): Ids {
    return this.#ids.get(relation) ?? {};
  }

  /** Who a caller is in the audit log; null for one who is nobody. */
  principalOf(caller: CallerName): string | null {
    const id = /^ocore_([0-9A-Z]{26})_/.exec(this.#tokens.get(caller) ?? '')?.[1];
    return id === undefined ? null : `key_${id}`;
  }

  /** What nobody else may learn, by whose it is. */
  get secrets(): readonly (readonly [string, string])[] {
    return [
      ...[...this.#tokens].flatMap(([name, token]) => {
        const secret = token.split('_').slice(2).join('_');
        return secret === '' ? [] : [[name, secret] as const];
      }),
      ...[...this.#ids].map(([relation, { secret = '' }]) => [`the webhook of ${relation}`, secret] as const),
    ];
  }

  ask({ row, caller, relation }: Cell): Promise<Answer> {
    const truth = truths[row.operationId];
    const ids = this.#idsOf(relation);
    const path = row.path.replace(/\{([^}]+)\}/g, (_, name: string) => ids[name] ?? 'x');
    const token = this.#tokens.get(caller);
    const body = truth?.body?.(ids);
    const options = { headers: truth?.headers?.(ids) ?? {}, ...(body === undefined ? {} : { body }) };
    return token === undefined
      ? this.#service.anonymous(row.method, path, options)
      : this.#service.api(row.method, path, { ...options, token });
  }
}

export type Observed = Cell & { readonly answer: Answer };

/** Asks every cell: one after the other in a project, the projects side by side. */
export const observe = async (world: MatrixWorld, cells: readonly Cell[]): Promise<Observed[]> => {
  const lines = relationNames.map(async (relation) => {
    const seen: Observed[] = [];
    for (const cell of cells) {
      if (cell.relation === relation) seen.push({ ...cell, answer: await world.ask(cell) });
    }
    return seen;
  });
  return (await Promise.all(lines)).flat();
};

/** The cells whose status is not what the truth says. @param needOf the truth, or a wrong one */
export const mismatches = (
  observed: readonly Observed[],
  needOf: (row: Endpoint) => Need = (row) => truths[row.operationId]?.need ?? 'public',
): string[] =>
  observed.flatMap(({ answer, ...cell }) => {
    const wanted = expected(cell, needOf(cell.row), truths[cell.row.operationId]?.allowed ?? 0);
    return answer.status === wanted
      ? []
      : [`${cell.row.operationId} by ${cell.caller} on ${cell.relation}: ${answer.status} instead of ${wanted}`];
  });
