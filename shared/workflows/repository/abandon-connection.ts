import { saveRepository } from '#shared/data/repository/write-repository.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { followUpAt } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { summaryOfRepository } from '#shared/domain/repository/repository-summary.ts';
import { withConnection } from './connection-step.ts';
import type { ConnectionTools } from './connection-tools.ts';
import { finishDisconnection } from './disconnect-repository.ts';

/**
 * Removes a connection that the provider refused while it was being made. It is marked first, so that the tick finds
 * what a crash leaves behind. A connection that another request has taken over is left alone.
 */
export const abandonConnection = async (intended: RepositoryRecord, tools: ConnectionTools): Promise<void> => {
  const marked = await withConnection(intended, async ({ project, repository }) => {
    if (repository.status !== 'connecting' || repository.deployKey.id !== intended.deployKey.id) return null;
    const leaving = nextRepository(repository, { status: 'disconnecting', statusReason: null, intentAt: null });
    const named = { ...project, repository: summaryOfRepository(leaving), version: project.version + 1 };
    await saveRepository(named, leaving, followUpAt(leaving.connectedAt), null);
    return leaving;
  });
  if (marked !== null) await finishDisconnection(marked, tools);
};
