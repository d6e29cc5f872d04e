import type { DeployKeyRecord, RepositoryRecord } from '#shared/domain/records/repository.ts';
import { nextRepository } from './next-repository.ts';
import { replacedKey } from './replaced-key.ts';
import { endStep } from './step-hold.ts';

/**
 * Replaces the deploy key. Keys that are dropped become abandoned.
 * @param key it counts as proved if `lastVerifiedAt` is set
 */
export const rotateKey = (
  before: RepositoryRecord,
  key: DeployKeyRecord,
  revokeNow: boolean,
  now: string,
): RepositoryRecord => {
  const { dropped, ...pair } = replacedKey(before, key, revokeNow, now);
  return endStep(
    nextRepository(before, {
      ...pair,
      refusals: { ...before.refusals, deployKey: null },
      abandonedKeyIds: [...before.abandonedKeyIds.filter((id) => id !== key.id), ...dropped.map(({ id }) => id)],
    }),
  );
};

/** The connection after its key has opened the repository: the old key becomes abandoned. @param now RFC 3339 */
export const keyProved = (before: RepositoryRecord, now: string): RepositoryRecord =>
  endStep(
    nextRepository(before, {
      deployKey: { ...before.deployKey, lastVerifiedAt: now },
      retiringKey: null,
      // Whoever proves the key has been at the provider.
      refusals: { ...before.refusals, deployKey: null, leftBehind: null },
      abandonedKeyIds:
        before.retiringKey === null ? before.abandonedKeyIds : [...before.abandonedKeyIds, before.retiringKey.id],
    }),
  );
