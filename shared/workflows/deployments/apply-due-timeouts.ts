import type { EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { saveSlot } from '#shared/data/deployments/save-slot.ts';
import { readEnvironment } from '#shared/data/environments/read-environment.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { applyTimeouts } from '#shared/domain/environments/apply-timeouts.ts';

/** Applies the deadlines of an environment and stores the result: expired leases and approvals. @param now RFC 3339 */
export const applyDueTimeouts = (
  organization: OrganizationId,
  project: ProjectId,
  id: EnvironmentId,
  now: string,
): Promise<void> =>
  retryOnVersionConflict(async () => {
    const environment = await readEnvironment(organization, project, id);
    const step = environment === null ? null : applyTimeouts(environment, now);
    if (step !== null) await saveSlot(step, null);
  });
