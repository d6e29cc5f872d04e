import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { saveRepository } from '#shared/data/repository/write-repository.ts';
import { optimistic } from '#shared/data/table/optimistic.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { sweepAt } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { summaryOfRepository } from '#shared/domain/repository/repository-summary.ts';
import type { ConnectionTools } from './connection-tools.ts';
import { finishDisconnection } from './disconnect-repository.ts';

/**
 * Takes back a connection that the provider refused while it was made: it is marked first, so that the sweep finds what
 * a crash leaves of it. One that somebody else has taken over is left alone.
 */
export const abandonConnection = async (intended: RepositoryRecord, tools: ConnectionTools): Promise<void> => {
  const marked = await optimistic(async () => {
    const found = await readProjectAndRepository(intended.organizationId, intended.projectId);
    const repository = found?.repository ?? null;
    if (found === null || repository === null || repository.connectionId !== intended.connectionId) return null;
    if (repository.status !== 'connecting' || repository.deployKey.id !== intended.deployKey.id) return null;
    const leaving = nextRepository(repository, { status: 'disconnecting', statusReason: null, intentAt: null });
    const project = {
      ...found.project,
      repository: summaryOfRepository(leaving),
      version: found.project.version + 1,
    };
    await saveRepository(project, leaving, sweepAt(leaving.connectedAt), null);
    return leaving;
  });
  if (marked !== null) await finishDisconnection(marked, tools);
};
