import type { DeployKeyId } from '../contract/id.ts';
import { optimistic } from '../data/optimistic.ts';
import { readProjectAndRepository } from '../data/read-project.ts';
import { saveRepository } from '../data/write-repository.ts';
import { nextRepository, sweepAt } from '../domain/connection.ts';
import type { ProjectRecord, RepositoryRecord } from '../domain/records.ts';
import { deleteDeployKey } from '../secrets/deploy-key-secret.ts';
import { busy } from './busy.ts';

/** Deletes the secrets of keys that nobody uses any more. May be repeated. */
export const dropAbandonedKeys = async (repository: RepositoryRecord): Promise<void> => {
  for (const id of repository.abandonedKeyIds)
    await deleteDeployKey(repository.organizationId, repository.projectId, id);
};

/**
 * Runs the last write of a step on the project and the connection as they are now. Where the connection was taken away
 * meanwhile (a disconnect, a delete, another request that took over), the step's own secret goes and the step fails.
 * @param keyId the key that the step has stored
 * @throws Problem `conflict`
 */
export const withFresh = <T>(
  intended: RepositoryRecord,
  keyId: DeployKeyId,
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
      await deleteDeployKey(intended.organizationId, intended.projectId, keyId);
      throw busy('The connection was changed by another request.');
    }
    return write(found.project, repository);
  });

/**
 * Runs the effects of a step. Where one fails, the step's hold on the connection is given up, so that a repetition need
 * not wait for it to run out; where even that fails, it runs out by itself.
 */
export const underLease = async <T>(intended: RepositoryRecord, now: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    await saveRepository(null, nextRepository(intended, { intentAt: null }), sweepAt(now), null).catch(() => undefined);
    throw error;
  }
};
