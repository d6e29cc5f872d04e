import type { DeployKeyRecord, RepositoryRecord } from '#shared/domain/records/repository.ts';
import { nextRepository } from './next-repository.ts';
import { settled } from './step-hold.ts';

/**
 * Puts a new key in the place of the old one. Both work until the new one is proved: a key that never was proved gives
 * way to the one before it, which may be the only one that the provider knows. What is dropped becomes abandoned.
 * @param key proved already where its `lastVerifiedAt` is set
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
  return settled(
    nextRepository(before, {
      deployKey: key,
      retiringKey: retiring,
      abandonedKeyIds: [...before.abandonedKeyIds.filter((id) => id !== key.id), ...dropped],
    }),
  );
};

/** The connection after its key has opened the repository: the key before it has had its day. @param now RFC 3339 */
export const keyProved = (before: RepositoryRecord, now: string): RepositoryRecord =>
  settled(
    nextRepository(before, {
      deployKey: { ...before.deployKey, lastVerifiedAt: now },
      retiringKey: null,
      abandonedKeyIds:
        before.retiringKey === null ? before.abandonedKeyIds : [...before.abandonedKeyIds, before.retiringKey.id],
    }),
  );
