import type { OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { saveRepository } from '#shared/data/repository/write-repository.ts';
import { optimistic } from '#shared/data/table/optimistic.ts';
import { isSweepDue } from '#shared/domain/reconcile/sweep.ts';
import { isUntidy } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { summaryOfRepository } from '#shared/domain/repository/repository-summary.ts';
import { isBusy } from '#shared/domain/repository/step-hold.ts';
import { resumeConnection } from '#shared/workflows/repository/connect-repository.ts';
import { connectionTools, type ToolSettings } from '#shared/workflows/repository/connection-tools.ts';
import { finishDisconnection } from '#shared/workflows/repository/disconnect-repository.ts';
import { resumeRotation } from '#shared/workflows/repository/reconfigure-webhook.ts';
import { tidyKeys } from '#shared/workflows/repository/regenerate-key.ts';
import { sweepHeads } from './sweep-heads.ts';

/** Nothing is left to do: the connection leaves DUE, and its project shows how it stands now. */
const settle = (organization: OrganizationId, id: ProjectId, now: string): Promise<void> =>
  optimistic(async () => {
    const found = await readProjectAndRepository(organization, id);
    const repository = found?.repository ?? null;
    if (found === null || repository === null || isBusy(repository, now)) return;
    if (isUntidy(repository)) return;
    const summary = summaryOfRepository(repository);
    const shown = found.project.repository?.status === summary.status;
    // The comparison with the remote writes it anyway.
    if (shown && repository.intentAt === null && isSweepDue(repository, now)) return;
    const project = shown
      ? null
      : { ...found.project, repository: summary, updatedAt: now, version: found.project.version + 1 };
    await saveRepository(project, nextRepository(repository, { intentAt: null }), null, null);
  });

/**
 * Finishes or cleans what a step of a connection left when it was cut short, and brings a project's summary up to what
 * deliveries have told since; where its time has come, compares it with its remote.
 * @param now RFC 3339 @param deadline milliseconds since the epoch, for the comparison
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
        await resumeRotation(await tidyKeys(repository, tools, now), tools, now);
        await settle(organization, id, now);
      } finally {
        // A provider's API that fails keeps no push from being found.
        await sweepHeads(organization, id, tools, now, deadline);
      }
      return;
  }
};
