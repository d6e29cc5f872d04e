import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { saveRepository } from '#shared/data/repository/write-repository.ts';
import { optimistic } from '#shared/data/table/optimistic.ts';
import { ConditionFailed } from '#shared/data/table/transact.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { sweepAt } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { busy } from './busy.ts';

/**
 * Runs the last write of a step on the project and the connection as they are now. Where the connection was taken away
 * meanwhile (a disconnect, a delete, another request that took over), the step's own effects are undone and it fails.
 * @param undo removes what the step has made
 * @throws Problem `conflict`
 */
export const withFresh = <T>(
  intended: RepositoryRecord,
  undo: () => Promise<void>,
  write: (project: ProjectRecord, repository: RepositoryRecord) => Promise<T>,
): Promise<T> =>
  optimistic(async () => {
    const found = await readProjectAndRepository(intended.organizationId, intended.projectId);
    const repository = found?.repository ?? null;
    const lost =
      found === null ||
      repository === null ||
      repository.connectionId !== intended.connectionId ||
      repository.intentAt !== intended.intentAt;
    if (lost) {
      await undo();
      throw busy('The connection was changed by another request.');
    }
    return write(found.project, repository);
  });

/** Gives up a step's hold on the connection, unless another step holds it by now. @param now RFC 3339 */
const giveUp = async (intended: RepositoryRecord, now: string): Promise<void> => {
  const release = (repository: RepositoryRecord): Promise<void> =>
    saveRepository(null, nextRepository(repository, { intentAt: null }), sweepAt(now), null);
  try {
    await release(intended);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    // The new hook may have delivered meanwhile, which changes the connection and leaves the hold.
    await optimistic(async () => {
      const found = await readProjectAndRepository(intended.organizationId, intended.projectId);
      const repository = found?.repository ?? null;
      if (repository?.connectionId !== intended.connectionId || repository.intentAt !== intended.intentAt) return;
      await release(repository);
    });
  }
};

/**
 * Runs the effects of a step. Where one fails, the step's hold on the connection is given up, so that a repetition need
 * not wait for it to run out; where even that fails, it runs out by itself.
 */
export const underLease = async <T>(intended: RepositoryRecord, now: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    await giveUp(intended, now).catch(() => undefined);
    throw error;
  }
};
