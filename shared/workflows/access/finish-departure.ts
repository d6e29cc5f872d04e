import type { OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { endDeparture } from '#shared/data/organization/departures.ts';
import { listGrantedProjectIds } from '#shared/data/projects/list-projects.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { dropGrant, dropGrantItem } from '#shared/data/projects/write-access.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { withoutGrant } from '#shared/domain/access/change-access.ts';
import { changedBy } from '#shared/domain/actor.ts';

/** How many grants one tick takes away of one principal, two calls each. The next tick takes the rest. */
const atMost = 100;

/** Nobody can give this principal a grant again, so that no version of a project spares its entry. */
const anyVersion = Number.MAX_SAFE_INTEGER;

const leaveProject = (organization: OrganizationId, principalId: string, id: ProjectId, now: string): Promise<void> =>
  retryOnVersionConflict(async () => {
    const project = await readProject(organization, id);
    const access = project === null ? null : withoutGrant(project.access, principalId);
    if (project === null || access === null || access === project.access) {
      return dropGrantItem(organization, id, principalId, anyVersion);
    }
    const after = { ...project, access, ...changedBy(null, now), version: project.version + 1 };
    return dropGrant(after, principalId);
  });

/**
 * Removes the grants of a principal that no longer exists from the projects that name it, for the tick. Every step may be
 * repeated, because the id is never used again: what is left is in the list of the principal, and the departure is deleted
 * last.
 * Source: docs/design/single-table.md, "Departures".
 * @param now RFC 3339
 * @throws the first failure, after all others were tried: the departure stays due
 */
export const finishDeparture = async (
  organization: OrganizationId,
  principalId: string,
  now: string,
): Promise<void> => {
  const named = await listGrantedProjectIds(organization, principalId, null);
  const failures: unknown[] = [];
  for (const { id } of named.slice(0, atMost)) {
    try {
      await leaveProject(organization, principalId, id, now);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  if (named.length <= atMost) await endDeparture(organization, principalId);
};
