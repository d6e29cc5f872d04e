import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { GrantLevel, ProjectAccess } from '#shared/domain/records/project-access.ts';
import { permissionsOn } from './authorize.ts';
import { levelOf } from './change-access.ts';
import type { Principal } from './principal.ts';
import { targetOf } from './target.ts';

/** A member or an API key as `authorize` sees it, with the names that the sentences need. */
export type Explained = {
  readonly principal: Principal;
  readonly name: string;
  /** Of a member; null for a key. */
  readonly roleName: string | null;
  /** Of a key; null for a member, for the first key, and where the creator is gone. */
  readonly creatorName: string | null;
};

export type Explanation = {
  readonly visible: boolean;
  readonly level: GrantLevel | null;
  readonly permissions: ReturnType<typeof permissionsOn>;
  readonly reasons: readonly string[];
};

const roleReason = ({ principal, name, roleName, creatorName }: Explained): string => {
  const holder = roleName === null ? `The API key ${name}` : `The role ${roleName}`;
  if (principal.unrestricted) return `${holder} sees every project and needs no grant.`;
  if (roleName === null && principal.creatorId !== null && creatorName === null) {
    return `The member who made the API key ${name} is gone, so that the key does nothing. Make a new key.`;
  }
  const held = principal.permissions.filter((one) => one.endsWith(':projects'));
  if (held.length > 0) return `${holder} holds ${held.join(', ')}.`;
  const remedy = roleName === null ? 'Make a key that holds it.' : `Give ${name} another role.`;
  return `${holder} does not hold view:projects. ${remedy}`;
};

const grantReason = (access: ProjectAccess, id: string, who: string): string => {
  const level = levelOf(access, id);
  return level === null
    ? `The project is restricted, and ${who} has no grant. Grant view on the Access tab.`
    : `The project is restricted, and ${who} has a grant of ${level}.`;
};

const accessReasons = (access: ProjectAccess, { principal, name, creatorName }: Explained): readonly string[] => {
  if (principal.unrestricted) return [];
  if (access.mode === 'organization') return ['The project is open to the organisation.'];
  const { creatorId, creatorUnrestricted } = principal;
  const own = grantReason(access, principal.id, name);
  if (creatorId === null || creatorName === null || creatorUnrestricted) return [own];
  return [own, grantReason(access, creatorId, `${creatorName}, who made the key,`)];
};

const limitReasons = (project: ProjectRecord, { principal, name }: Explained): readonly string[] => {
  const { projectIds, environmentIds } = principal.limits;
  if (projectIds !== null && !projectIds.includes(project.id)) {
    return [`The API key ${name} is limited to other projects. Make a key that names this one.`];
  }
  return environmentIds === null
    ? []
    : [`The API key ${name} is limited to some environments. It deploys only to these, and manages nothing.`];
};

const levelFrom = (permissions: Explanation['permissions']): GrantLevel | null => {
  if (permissions.includes('manage:projects')) return 'manage';
  if (permissions.includes('deploy:projects')) return 'deploy';
  return permissions.includes('view:projects') ? 'view' : null;
};

/**
 * Explains why somebody sees a project or does not, in sentences that a person can act on. What they may do is decided by
 * `authorize` alone.
 * Source: docs/design/security-model.md, "Explaining access".
 */
export const explainAccess = (project: ProjectRecord, who: Explained): Explanation => {
  const permissions = permissionsOn(who.principal, targetOf(project));
  const archived = 'The project is archived. Lists show it only with include_archived=true.';
  return {
    visible: permissions.includes('view:projects'),
    level: levelFrom(permissions),
    permissions,
    reasons: [
      roleReason(who),
      ...accessReasons(project.access, who),
      ...limitReasons(project, who),
      ...(project.archivedAt === null ? [] : [archived]),
    ],
  };
};
