import type { Permission } from '#shared/contract/permission.ts';
import type { GrantLevel, ProjectAccess } from '#shared/domain/records/project-access.ts';
import { holds } from './closure.ts';
import type { Principal } from './principal.ts';
import type { Target } from './target.ts';

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

const lower = (one: Authorization, other: Authorization): Authorization => {
  if (one === 'hidden' || other === 'hidden') return 'hidden';
  return one === 'allowed' ? other : one;
};

const byGrant = ({ grants }: ProjectAccess, principalId: string, needed: Permission): Authorization => {
  const level = Object.hasOwn(grants, principalId) ? grants[principalId] : undefined;
  if (level === undefined) return 'hidden';
  return granted[level].includes(needed) ? 'allowed' : 'missing';
};

// An API key needs a grant of its own, and one of its creator.
const byAccess = (principal: Principal, needed: Permission, access: ProjectAccess): Authorization => {
  if (access.mode === 'organization' || principal.unrestricted) return 'allowed';
  const own = byGrant(access, principal.id, needed);
  return principal.creatorId === null || principal.creatorUnrestricted
    ? own
    : lower(own, byGrant(access, principal.creatorId, needed));
};

/** A key with limits does nothing outside of its projects but to list them. */
const byLimits = ({ limits }: Principal, needed: Permission, target: Target | null): Authorization => {
  if (limits.projectIds === null) return 'allowed';
  if (target === null) return needed === 'view:projects' || needed === 'run:projects' ? 'allowed' : 'missing';
  if (!limits.projectIds.includes(target.projectId)) return 'hidden';
  if (limits.environmentIds === null || needed === 'view:projects') return 'allowed';
  if (needed === 'manage:projects') return 'missing';
  if (target.environmentId === undefined || limits.environmentIds.includes(target.environmentId)) return 'allowed';
  return needed === 'run:projects' ? 'hidden' : 'missing';
};

/**
 * The only function that compares permissions. On a restricted project the role and the grant must both allow the
 * action; Owner and Admin need no grant. Of an API key, its limits and its creator's rights must allow it too.
 * Source: docs/design/security-model.md, "Access to one project".
 * @param target what the call concerns; null for calls that concern no project
 */
export const authorize = (principal: Principal, needed: Permission, target: Target | null): Authorization => {
  const byRole: Authorization = holds(principal.permissions, needed) ? 'allowed' : 'missing';
  const byProject = target === null ? 'allowed' : byAccess(principal, needed, target.access);
  return lower(lower(byRole, byProject), byLimits(principal, needed, target));
};

const ofProjects = ['view:projects', 'deploy:projects', 'manage:projects', 'run:projects'] as const;

/** What a principal may do with one project, so that a client offers nothing that would be refused. */
export const permissionsOn = (principal: Principal, target: Target): Permission[] =>
  ofProjects.filter((permission) => authorize(principal, permission, target) === 'allowed');
