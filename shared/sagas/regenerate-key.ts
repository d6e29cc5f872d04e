import type { Mutation } from '../data/mutation.ts';
import { ConditionFailed } from '../data/transact.ts';
import { saveRepository } from '../data/write-repository.ts';
import { isBusy, nextRepository, rotateKey, summaryOfRepository, sweepAt } from '../domain/connection.ts';
import type { RepositoryRecord } from '../domain/records.ts';
import { storeDeployKey } from '../secrets/deploy-key-secret.ts';
import { busy } from './busy.ts';
import { dropAbandonedKeys, underLease, withFresh } from './connection-step.ts';
import { newDeployKey } from './deploy-key-step.ts';

/**
 * Makes a new deploy key. Both keys work until the new one is proved; with `revokeNow` the old one ends at once. The new
 * key's id is recorded as abandoned before its secret is stored, so that a crash leaves nothing that a sweep cannot find.
 * Source: manual, "Regenerating the Deploy Key"; design §6.
 * @param mutation without an idempotency claim: a saga writes its own
 * @throws Problem `conflict` while another step is under way
 */
export const regenerateKey = async (
  repository: RepositoryRecord,
  revokeNow: boolean,
  mutation: Mutation,
): Promise<RepositoryRecord> => {
  const { now } = mutation;
  if (repository.status === 'connecting' || repository.status === 'disconnecting' || isBusy(repository, now)) {
    throw busy('Another request is at work on this connection.');
  }
  const key = newDeployKey(repository.projectId, now);
  const intended = nextRepository(repository, {
    abandonedKeyIds: [...repository.abandonedKeyIds, key.record.id],
    intentAt: now,
  });
  await saveRepository(null, intended, sweepAt(now), null);
  const rotated = await underLease(intended, now, async () => {
    await storeDeployKey(repository.organizationId, repository.projectId, key.record.id, key.privateKey);
    return withFresh(intended, key.record.id, async (project, fresh) => {
      const after = rotateKey(fresh, key.record, revokeNow, now);
      const named = {
        ...project,
        repository: summaryOfRepository(after),
        updatedAt: now,
        version: project.version + 1,
      };
      const dueAt = after.abandonedKeyIds.length === 0 ? null : sweepAt(now);
      await saveRepository(named, after, dueAt, { mutation, action: 'repository.key_regenerated', before: repository });
      return after;
    });
  });
  try {
    return await tidyKeys(rotated);
  } catch (error) {
    // Another write was faster. The rotation stands, and the sweep deletes what is abandoned.
    if (error instanceof ConditionFailed) return rotated;
    throw error;
  }
};

/** Deletes the secrets of abandoned keys and forgets the keys. @throws ConditionFailed with `repository` */
export const tidyKeys = async (repository: RepositoryRecord): Promise<RepositoryRecord> => {
  if (repository.abandonedKeyIds.length === 0) return repository;
  await dropAbandonedKeys(repository);
  const tidy = nextRepository(repository, { abandonedKeyIds: [], intentAt: null });
  await saveRepository(null, tidy, null, null);
  return tidy;
};
