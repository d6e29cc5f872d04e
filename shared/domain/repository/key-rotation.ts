import type { DeployKeyRecord, RepositoryRecord } from '#shared/domain/records/repository.ts';
import { nextRepository } from './next-repository.ts';
import { endStep } from './step-hold.ts';

/**
 * Replaces the deploy key. The old key keeps working until the new one is proved. If the old key was never proved, the
 * key before it is kept instead: the provider may know only that one. Keys that are dropped become abandoned.
 * @param key it counts as proved if `lastVerifiedAt` is set
 */
export const rotateKey = (
  before: RepositoryRecord,
  key: DeployKeyRecord,
  revokeNow: boolean,
  now: string,
): RepositoryRecord => {
  const old = before.deployKey;
  const isProved = key.lastVerifiedAt !== null;
  const keepsEarlier = before.retiringKey !== null && old.lastVerifiedAt === null;
  const retiring = revokeNow || isProved ? null : keepsEarlier ? before.retiringKey : { ...old, since: now };
  const dropped = [old.id, ...(before.retiringKey === null ? [] : [before.retiringKey.id])].filter(
    (id) => id !== retiring?.id,
  );
  return endStep(
    nextRepository(before, {
      deployKey: key,
      retiringKey: retiring,
      refusals: { ...before.refusals, deployKey: null },
      abandonedKeyIds: [...before.abandonedKeyIds.filter((id) => id !== key.id), ...dropped],
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
