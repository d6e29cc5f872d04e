import type { EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { saveSlot } from '#shared/data/deployments/save-slot.ts';
import { readEnvironment } from '#shared/data/environments/read-environment.ts';
import { optimistic } from '#shared/data/table/optimistic.ts';
import { settleEnvironment } from '#shared/domain/environments/settle-environment.ts';

/** Ends what time has ended in an environment: a lease that was not renewed, an approval that did not come. @param now RFC 3339 */
export const settleDueEnvironment = (
  organization: OrganizationId,
  project: ProjectId,
  id: EnvironmentId,
  now: string,
): Promise<void> =>
  optimistic(async () => {
    const environment = await readEnvironment(organization, project, id);
    const step = environment === null ? null : settleEnvironment(environment, now);
    if (step !== null) await saveSlot(step, null);
  });
