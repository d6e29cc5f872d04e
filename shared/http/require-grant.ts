import type { OrganizationId } from '#shared/contract/id.ts';
import { Problem } from '#shared/contract/problem.ts';
import type { Grantees } from '#shared/data/organization/grantees.ts';
import { countGrants } from '#shared/data/projects/write-access.ts';
import { permissionsOn } from '#shared/domain/access/authorize.ts';
import {
  changedGrants,
  checkRoom,
  type GrantChanges,
  maxGrantsOfPrincipal,
  rightsOfLevel,
} from '#shared/domain/access/change-access.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { targetOf } from '#shared/domain/access/target.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { ProjectAccess } from '#shared/domain/records/project-access.ts';
import { orThrow } from './or-throw.ts';
import { notFound, requirePermission } from './require-permission.ts';
import { type PresentStanding, requireTouch } from './require-standing.ts';

/**
 * Checks that the named principals exist. Unknown ids and those of other organisations and removed members get the same
 * answer. @throws Problem `not_found`
 */
export const requireGrantees = (grantees: Grantees, named: readonly string[]): void => {
  if (named.some((id) => !grantees.has(id))) throw notFound();
};

/**
 * Applies the rule of giving to each grant that changes, with the rights of the caller on this project. A key that is limited
 * to other projects gets no grant, which would have no effect.
 * @param project whose access decides what the caller holds
 * @throws Problem `permission_missing`, `conflict`
 */
export const requireGiving = (
  { organization, rights, principal }: PresentStanding,
  project: ProjectRecord,
  changes: GrantChanges,
  grantees: Grantees,
): void => {
  const permissions = permissionsOn(principal, targetOf(project));
  for (const [id, { from, to }] of changes) {
    const levels = [from, to].flatMap((level) => (level === null ? [] : rightsOfLevel(level)));
    requireTouch({ organization, rights: { ...rights, permissions } }, `The grant of ${id}`, ...levels);
    const limit = grantees.get(id)?.projectIds ?? null;
    if (to !== null && limit !== null && !limit.includes(project.id)) {
      throw new Problem(
        'conflict',
        `The API key ${grantees.get(id)?.name ?? id} is limited to other projects, so a grant here would do nothing. Make a key that may use this project.`,
      );
    }
  }
};

/**
 * Checks that a project has room for its grants and, in parallel, that each newly named principal has room for one more,
 * because a search reads all of them.
 * @throws Problem `conflict` if there is no room
 */
export const requireRoom = async (
  organization: OrganizationId,
  before: ProjectAccess,
  after: ProjectAccess,
): Promise<void> => {
  const added = [...changedGrants(before, after)].filter(([, { from }]) => from === null).map(([id]) => id);
  const counts = added.map(async (id) => [id, await countGrants(organization, id, maxGrantsOfPrincipal)] as const);
  orThrow(checkRoom(after, new Map(await Promise.all(counts))));
};

/**
 * Anybody may ask about themselves. Only those who manage the project may ask about others. @throws Problem
 * `permission_missing`
 */
export const requireExplainable = (principal: Principal, project: ProjectRecord, principalId: string): void => {
  if (principalId !== principal.id) requirePermission(principal, 'manage:projects', targetOf(project));
};
