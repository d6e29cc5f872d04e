import type { Permission } from '#shared/contract/permission.ts';
import type { Principal } from './principal.ts';
import type { GrantLevel, ProjectAccess } from './project-access.ts';

/**
 * `hidden`: the caller must not learn that the project exists. `missing`: the caller sees the project but lacks the
 * permission.
 */
export type Authorization = 'allowed' | 'missing' | 'hidden';

const granted: Record<GrantLevel, readonly Permission[]> = {
  view: ['view:projects'],
  deploy: ['view:projects', 'deploy:projects', 'run:projects'],
  manage: ['view:projects', 'deploy:projects', 'manage:projects', 'run:projects'],
};

// manage:x includes view:x; manage:projects includes deploy:projects, which includes view:projects; run:projects stands alone.
const includes = (held: Permission, needed: Permission): boolean => {
  if (held === needed) return true;
  if (held === 'manage:projects') return needed === 'deploy:projects' || needed === 'view:projects';
  if (held === 'deploy:projects') return needed === 'view:projects';
  return held.startsWith('manage:') && needed === `view:${held.slice('manage:'.length)}`;
};

const holds = (held: readonly Permission[], needed: Permission): boolean => held.some((one) => includes(one, needed));

/**
 * The permission that a caller needs to learn what exists: `view:x` for `manage:x` and `deploy:x`, and `run:projects`
 * for the runner's routes.
 * Source: docs/design/api-conventions.md, "Order of errors".
 */
export const visibilityPermission = (needed: Permission): Permission => {
  switch (needed) {
    case 'deploy:projects':
    case 'manage:projects':
      return 'view:projects';
    case 'manage:members':
      return 'view:members';
    case 'manage:roles':
      return 'view:roles';
    case 'manage:api-keys':
      return 'view:api-keys';
    case 'manage:settings':
      return 'view:settings';
    case 'view:projects':
    case 'run:projects':
    case 'view:members':
    case 'view:roles':
    case 'view:api-keys':
    case 'view:audit-logs':
    case 'view:settings':
      return needed;
  }
};

/**
 * The only function that compares permissions. On a restricted project the role and the grant must both allow the
 * action; Owner and Admin need no grant.
 * Source: docs/design/security-model.md, "Access to one project".
 * @param access the access settings of the project; undefined for calls that concern no project
 */
export const authorize = (principal: Principal, needed: Permission, access?: ProjectAccess): Authorization => {
  const byRole = holds(principal.permissions, needed);
  if (access === undefined || access.mode === 'organization' || principal.unrestricted)
    return byRole ? 'allowed' : 'missing';
  const level = Object.hasOwn(access.grants, principal.id) ? access.grants[principal.id] : undefined;
  if (level === undefined) return 'hidden';
  return byRole && holds(granted[level], needed) ? 'allowed' : 'missing';
};

const ofProjects = ['view:projects', 'deploy:projects', 'manage:projects', 'run:projects'] as const;

/** What a principal may do with one project, so that a client offers nothing that would be refused. */
export const permissionsOn = (principal: Principal, access: ProjectAccess): Permission[] =>
  ofProjects.filter((permission) => authorize(principal, permission, access) === 'allowed');
