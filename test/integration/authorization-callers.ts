import type { Endpoint } from '#shared/contract/endpoint.ts';
import { type Permission, permissions } from '#shared/contract/permission.ts';
import { type Need, type SubjectNeed, subjectPermission, type Truth } from './authorization-truths.ts';

type Level = 0 | 1 | 2 | 3;
const levels: Readonly<Record<Exclude<Need, SubjectNeed | 'run'>, Level>> = {
  public: 0,
  any: 0,
  view: 1,
  deploy: 2,
  manage: 3,
};

const levelOf = (need: Need): Level => levels[need as keyof typeof levels];

export type Caller = {
  /** `refused`: a token that stands for nobody. `stranger`: a session of who is no member. */
  readonly token: 'none' | 'refused' | 'stranger' | 'good';
  readonly kind: 'key' | 'member';
  readonly organization: 'own' | 'other';
  /** The rights to projects stand in `level`. */
  readonly permissions: readonly Permission[];
  readonly level: Level;
  readonly unrestricted: boolean;
  /**
   * Of a key: to a project of no relation, to those of every relation, or in each of these to the environment that is asked
   * for or to another one.
   */
  readonly limits: 'another project' | 'these projects' | 'this environment' | 'another environment' | null;
  /** Of a key, where its creator has no grant and is no Admin. */
  readonly creator?: 'without a grant';
};
const key = (level: Level, ...held: Permission[]): Caller => ({
  token: 'good',
  kind: 'key',
  organization: 'own',
  permissions: held,
  level,
  unrestricted: false,
  limits: null,
});
const nobody = (token: Caller['token'], kind: Caller['kind'] = 'key'): Caller => ({ ...key(0), kind, token });
const member = (level: Level, unrestricted = false): Caller => ({
  ...key(level, ...(unrestricted ? permissions : [])),
  kind: 'member',
  unrestricted,
});

/** Who asks. All but the last of the nobodies are asked about every relation. */
export const callers = {
  'no header': nobody('none'),
  'a bad token': nobody('refused'),
  'an expired key': nobody('refused'),
  'a revoked key': nobody('refused'),
  'a key whose creator is gone': nobody('refused'),
  'an expired session': nobody('refused', 'member'),
  'a stranger': nobody('stranger', 'member'),
  'a removed member': nobody('stranger', 'member'),
  'an invented key': nobody('refused'),
  'a secret that was replaced': nobody('refused'),
  'a key that a key made': nobody('refused'),
  'a session for another audience': nobody('refused', 'member'),
  'a session of another client': nobody('refused', 'member'),
  'a session bound to a key': nobody('refused', 'member'),
  'a session in a second spelling': nobody('refused', 'member'),
  'somebody invited': nobody('stranger', 'member'),
  'somebody in the place of a member': nobody('stranger', 'member'),
  'a member who names another organisation': nobody('stranger', 'member'),
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
  'the first key': { ...key(3), unrestricted: true },
  'a key for another project': { ...key(3, 'manage:projects', 'run:projects'), limits: 'another project' },
  'a key for these projects': { ...key(3, 'manage:projects', 'run:projects'), limits: 'these projects' },
  'a key for this environment': { ...key(2, 'deploy:projects', 'run:projects'), limits: 'this environment' },
  'a key whose creator has no grant': { ...key(3, 'manage:projects'), creator: 'without a grant' },
  'a key for another environment': { ...key(2, 'deploy:projects', 'run:projects'), limits: 'another environment' },
  'member Owner': member(3, true),
  'member Admin': member(3, true),
  'member Developer': member(3),
  'member Viewer': member(1),
  'the first key of another organisation': { ...key(3), organization: 'other', unrestricted: true },
  'a member of another organisation': { ...member(3), organization: 'other' },
} as const satisfies Record<string, Caller>;
export type CallerName = keyof typeof callers;
export const callerNames = Object.keys(callers) as CallerName[];

/** Nobodies by further ways: what they are refused before is no project yet, so that they are asked about open ones alone. */
export const onOpenAlone: readonly CallerName[] = [
  'an invented key',
  'a secret that was replaced',
  'a key that a key made',
  'a session for another audience',
  'a session of another client',
  'a session bound to a key',
  'a session in a second spelling',
  'somebody invited',
  'somebody in the place of a member',
  'a member who names another organisation',
];

/** What a project is to the first organisation, by the level of a grant of each key and member; null: it has no restriction. */
export const relations = {
  open: null,
  'restricted, no grant': 0,
  'restricted, view': 1,
  'restricted, deploy': 2,
  'restricted, manage': 3,
  archived: null,
  deleting: null,
  missing: null,
  foreign: null,
} as const satisfies Record<string, Level | null>;
export type RelationName = keyof typeof relations;
export const relationNames = Object.keys(relations) as RelationName[];

export type Cell = { readonly row: Endpoint; readonly caller: CallerName; readonly relation: RelationName };

export const isInProject = (row: Endpoint): boolean => row.path.includes('{projectId}');

/** Whether a caller has the permission, or the one to manage that includes the one to view. */
const hasPermission = (caller: Caller, permission: Permission): boolean =>
  caller.unrestricted ||
  caller.permissions.some((one) => one === permission || one === permission.replace('view:', 'manage:'));

type Seen = 'allowed' | 'missing' | 'hidden';

/** What role and grant say. Running is no more and no less than another right: no right to projects but a role's includes it. */
const byRole = (caller: Caller, relation: RelationName, need: Need): Seen => {
  const given: Level | null = caller.unrestricted ? null : relations[relation];
  const grant: Level | null = given !== null && caller.creator === 'without a grant' ? 0 : given;
  if (grant === 0) return 'hidden';
  if (need === 'run') return grant === null || grant >= levels.deploy ? 'allowed' : 'missing';
  return Math.min(caller.level, grant ?? levels.manage) < levelOf(need) ? 'missing' : 'allowed';
};

/** What the limits of a key say of a project that role and grant let it see. */
const byLimits = ({ limits }: Caller, relation: RelationName, need: Need, truth: Truth): Seen => {
  const { onEnvironment, ontoAnother, makesProject } = truth;
  if (limits === 'this environment') return ontoAnother === true ? 'missing' : 'allowed';
  if (limits === 'these projects') return makesProject === true ? 'missing' : 'allowed';
  if (limits !== 'another environment') return limits === null ? 'allowed' : 'hidden';
  if (need === 'run') return 'hidden';
  const isOnOne = onEnvironment === true || (onEnvironment === 'unless archived' && relation !== 'archived');
  return need === 'deploy' && isOnOne ? 'missing' : 'allowed';
};

const seenIn = (caller: Caller, relation: RelationName, need: Need, truth: Truth): Seen => {
  if (relation === 'missing' || relation === 'deleting') return 'hidden';
  if ((caller.organization === 'other') !== (relation === 'foreign')) return 'hidden';
  const limited = byLimits(caller, relation, need, truth);
  const seen = byRole(caller, relation, need);
  return caller.limits !== 'another project' && seen !== 'allowed' ? seen : limited;
};

const allowedOf = (caller: Caller, relation: RelationName, truth: Truth): number => {
  if (caller.kind === 'member' && truth.ofMember !== undefined) return truth.ofMember;
  return relation === 'archived' ? (truth.ofArchived ?? truth.allowed) : truth.allowed;
};

/**
 * The small truth table: 401, then 403 without the view permission, then 404, then 403.
 * Source: docs/design/api-conventions.md, "Order of errors"; docs/design/security-model.md, "Access to one project".
 * @param need that of the truth, or a wrong one
 */
export const expected = ({ row, caller: name, relation }: Cell, truth: Truth, need: Need = truth.need): number => {
  const caller: Caller = callers[name];
  const allowed = allowedOf(caller, relation, truth);
  if (need === 'public') return truth.allowed;
  if (caller.token === 'stranger') return 403;
  if (caller.token !== 'good') return 401;
  if (need === 'any') return allowed;
  const permission = subjectPermission(need);
  if (permission !== null) return hasPermission(caller, permission) ? allowed : 403;
  if (need === 'run' ? !hasPermission(caller, 'run:projects') : caller.level < levels.view) return 403;
  if (isInProject(row)) return { allowed, missing: 403, hidden: 404 }[seenIn(caller, relation, need, truth)];
  if (need === 'run' || need === 'view') return allowed;
  return caller.level < levelOf(need) || caller.limits !== null ? 403 : allowed;
};
