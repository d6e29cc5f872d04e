import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { saveRepository } from '#shared/data/repository/write-repository.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { ConditionFailed } from '#shared/data/table/transact.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { followUpAt, leftoversDueAt } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { connectionBusy } from './connection-busy.ts';

/** A connection as it is stored now, with its project. */
type FoundConnection = { readonly project: ProjectRecord; readonly repository: RepositoryRecord };

/** Reads a connection again. @returns null if it was removed meanwhile, or another one took its place */
export const readConnection = async ({
  organizationId,
  projectId,
  connectionId,
}: RepositoryRecord): Promise<FoundConnection | null> => {
  const found = await readProjectAndRepository(organizationId, projectId);
  const repository = found?.repository ?? null;
  return found === null || repository?.connectionId !== connectionId ? null : { project: found.project, repository };
};

/**
 * Runs work on a fresh read of a connection. If another write is faster, it starts again with the read.
 * @returns null if the connection is gone
 */
export const withConnection = <T>(
  known: RepositoryRecord,
  work: (found: FoundConnection) => Promise<T | null>,
): Promise<T | null> =>
  retryOnVersionConflict(async () => {
    const found = await readConnection(known);
    return found === null ? null : work(found);
  });

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
    const found = await readConnection(intended);
    if (found === null || found.repository.intentAt !== intended.intentAt) {
      await undo();
      throw connectionBusy('The connection was changed by another request.');
    }
    return write(found.project, found.repository);
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
    await withConnection(intended, async ({ repository }) => {
      if (repository.intentAt === intended.intentAt) await release(repository);
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

/**
 * Saves a connection whose abandoned keys are removed. If another write was faster, the tick repeats the removal.
 * @returns the connection as it was saved, or as it was before
 */
export const saveCleaned = async (
  before: RepositoryRecord,
  cleaned: RepositoryRecord,
  now: string,
): Promise<RepositoryRecord> => {
  try {
    await saveRepository(null, cleaned, leftoversDueAt(cleaned, now), null);
    return cleaned;
  } catch (error) {
    if (error instanceof ConditionFailed) return before;
    throw error;
  }
};
