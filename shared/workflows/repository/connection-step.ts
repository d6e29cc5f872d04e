import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { saveRepository } from '#shared/data/repository/write-repository.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { ConditionFailed } from '#shared/data/table/transact.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { followUpAt } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { connectionBusy } from './connection-busy.ts';

/**
 * Runs the last write of a step on a fresh read of project and connection. If the step has lost the connection
 * meanwhile (disconnected, deleted, taken over by another request), its effects are undone and it fails.
 * @param undo removes the effects of the step
 * @throws Problem `conflict`
 */
export const writeIfHeld = <T>(
  intended: RepositoryRecord,
  undo: () => Promise<void>,
  write: (project: ProjectRecord, repository: RepositoryRecord) => Promise<T>,
): Promise<T> =>
  retryOnVersionConflict(async () => {
    const found = await readProjectAndRepository(intended.organizationId, intended.projectId);
    const repository = found?.repository ?? null;
    const lost =
      found === null ||
      repository === null ||
      repository.connectionId !== intended.connectionId ||
      repository.intentAt !== intended.intentAt;
    if (lost) {
      await undo();
      throw connectionBusy('The connection was changed by another request.');
    }
    return write(found.project, repository);
  });

/** Releases a step's hold on the connection, unless another step holds it by now. @param now RFC 3339 */
const releaseHold = async (intended: RepositoryRecord, now: string): Promise<void> => {
  const release = (repository: RepositoryRecord): Promise<void> =>
    saveRepository(null, nextRepository(repository, { intentAt: null }), followUpAt(now), null);
  try {
    await release(intended);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    // A delivery of the new webhook may have changed the connection meanwhile. It does not change the hold.
    await retryOnVersionConflict(async () => {
      const found = await readProjectAndRepository(intended.organizationId, intended.projectId);
      const repository = found?.repository ?? null;
      if (repository?.connectionId !== intended.connectionId || repository.intentAt !== intended.intentAt) return;
      await release(repository);
    });
  }
};

/**
 * Runs the side effects of a step. If one fails, the hold on the connection is released, so that a repetition need not
 * wait for it to expire. If the release fails too, the hold expires by itself.
 */
export const withConnectionHold = async <T>(
  intended: RepositoryRecord,
  now: string,
  work: () => Promise<T>,
): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    await releaseHold(intended, now).catch(() => undefined);
    throw error;
  }
};
