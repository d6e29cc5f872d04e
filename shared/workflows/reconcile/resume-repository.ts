import type { OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { saveRepository } from '#shared/data/repository/write-repository.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { isReconcileDue } from '#shared/domain/reconcile/reconcile-schedule.ts';
import { hasLeftovers } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { withSummary } from '#shared/domain/repository/repository-summary.ts';
import { isBusy } from '#shared/domain/repository/step-hold.ts';
import { sameValue } from '#shared/domain/same-value.ts';
import { resumeConnection } from '#shared/workflows/repository/connect-repository.ts';
import { connectionTools, type ToolSettings } from '#shared/workflows/repository/connection-tools.ts';
import { finishDisconnection } from '#shared/workflows/repository/disconnect-repository.ts';
import { resumeRotation } from '#shared/workflows/repository/reconfigure-webhook.ts';
import { dropAbandonedKeys } from '#shared/workflows/repository/regenerate-key.ts';
import { resumeSubmodules } from '#shared/workflows/repository/resume-submodules.ts';
import { reconcileHeads } from './reconcile-heads.ts';

/** If nothing is left to do, takes the connection out of DUE and renews the project's summary. */
const clearDue = (organization: OrganizationId, id: ProjectId, now: string): Promise<void> =>
  retryOnVersionConflict(async () => {
    const found = await readProjectAndRepository(organization, id);
    const repository = found?.repository ?? null;
    if (found === null || repository === null || isBusy(repository, now)) return;
    if (hasLeftovers(repository)) return;
    const renewed = withSummary(found.project, repository, now, null);
    const shown = sameValue(found.project.repository, renewed.repository);
    // The reconciliation writes the connection anyway.
    if (shown && repository.intentAt === null && isReconcileDue(repository, now)) return;
    await saveRepository(shown ? null : renewed, nextRepository(repository, { intentAt: null }), null, null);
  });

/**
 * Completes or cleans up an interrupted step of a connection, renews the project's summary after deliveries, and
 * reconciles the connection with its remote if that is due.
 * @param now RFC 3339
 * @param deadline milliseconds since the epoch, for the reconciliation
 */
export const resumeRepository = async (
  organization: OrganizationId,
  id: ProjectId,
  settings: ToolSettings,
  now: string,
  deadline: number,
): Promise<void> => {
  const found = await readProjectAndRepository(organization, id);
  const repository = found?.repository ?? null;
  if (repository === null || isBusy(repository, now)) return;
  const tools = await connectionTools(repository, settings, Date.parse(now));
  switch (repository.status) {
    case 'connecting':
      return resumeConnection(repository, tools, now);
    case 'disconnecting':
      await finishDisconnection(repository, tools);
      return;
    case 'action_required':
    case 'connected':
    case 'failing':
      try {
        const kept = await resumeSubmodules(repository, now);
        await resumeRotation(await dropAbandonedKeys(kept, tools, now), tools, now);
        await clearDue(organization, id, now);
      } finally {
        // A failing provider API must not prevent the reconciliation.
        await reconcileHeads(organization, id, tools, now, deadline);
      }
      return;
  }
};
