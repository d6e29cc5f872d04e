import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { saveRepository } from '#shared/data/repository/write-repository.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { followUpAt } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { summaryOfRepository } from '#shared/domain/repository/repository-summary.ts';
import type { ConnectionTools } from './connection-tools.ts';
import { finishDisconnection } from './disconnect-repository.ts';

/**
 * Removes a connection that the provider refused while it was being made. It is marked first, so that the tick finds
 * what a crash leaves behind. A connection that another request has taken over is left alone.
 */
export const abandonConnection = async (intended: RepositoryRecord, tools: ConnectionTools): Promise<void> => {
  const marked = await retryOnVersionConflict(async () => {
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
    await saveRepository(project, leaving, followUpAt(leaving.connectedAt), null);
    return leaving;
  });
  if (marked !== null) await finishDisconnection(marked, tools);
};
