import type { DeployKeyRecord } from '#shared/domain/records/deploy-key.ts';
import type { SubmoduleRecord } from '#shared/domain/records/submodule.ts';
import { replacedKey } from './replaced-key.ts';

/** The fields of a submodule whose key was never rotated. */
export const neverRotated = { retiringKey: null, abandonedKeys: [], leftBehind: null } as const;

/** A new key of a submodule, and the reason if its provider refused to install it. */
export type SubmoduleKey = {
  readonly id: SubmoduleRecord['id'];
  readonly key: DeployKeyRecord;
  readonly refusal: string | null;
};

const publicPart = ({ id, publicKey }: DeployKeyRecord): SubmoduleRecord['abandonedKeys'][number] => ({
  id,
  publicKey,
});

/**
 * Records the new keys before their secrets are stored: as abandoned, so that the tick finds them after a crash.
 * Source: docs/design/connecting.md, "Keys of submodules".
 */
export const withIntendedKeys = (
  submodules: readonly SubmoduleRecord[],
  keys: readonly Pick<SubmoduleKey, 'id' | 'key'>[],
): readonly SubmoduleRecord[] =>
  submodules.map((one) => {
    const made = keys.find(({ id }) => id === one.id);
    return made === undefined ? one : { ...one, abandonedKeys: [...one.abandonedKeys, publicPart(made.key)] };
  });

/** Replaces the keys of submodules. Keys that are dropped become abandoned. @param now RFC 3339 */
export const withRotatedKeys = (
  submodules: readonly SubmoduleRecord[],
  keys: readonly SubmoduleKey[],
  revokeNow: boolean,
  now: string,
): readonly SubmoduleRecord[] =>
  submodules.map((one) => {
    const made = keys.find(({ id }) => id === one.id);
    if (made === undefined) return one;
    const { dropped, ...pair } = replacedKey(one, made.key, revokeNow, now);
    const kept = one.abandonedKeys.filter(({ id }) => id !== made.key.id);
    return {
      ...one,
      ...pair,
      abandonedKeys: [...kept, ...dropped.map(publicPart)],
      refusal: made.refusal,
      failure: null,
    };
  });

/** A submodule after its key has opened the repository: the old key becomes abandoned. @param now RFC 3339 */
export const submoduleKeyProved = (submodule: SubmoduleRecord, now: string): SubmoduleRecord => {
  const { deployKey, retiringKey, abandonedKeys } = submodule;
  return {
    ...submodule,
    deployKey: { ...deployKey, lastVerifiedAt: now },
    retiringKey: null,
    abandonedKeys: retiringKey === null ? abandonedKeys : [...abandonedKeys, publicPart(retiringKey)],
    // Whoever proves the key has been at the provider.
    refusal: null,
    leftBehind: null,
    failure: null,
  };
};
