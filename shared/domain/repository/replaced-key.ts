import type { DeployKeyRecord, RetiringKey } from '#shared/domain/records/deploy-key.ts';

/** The keys of one repository: the present one and, during a rotation, the old one. */
export type KeyPair = { readonly deployKey: DeployKeyRecord; readonly retiringKey: RetiringKey | null };

/**
 * Replaces a key. The old key keeps working until the new one is proved. If the old key was never proved, the key before it
 * is kept instead: the provider may know only that one.
 * Source: docs/design/connecting.md, "Regenerating the key".
 * @param key it counts as proved if `lastVerifiedAt` is set
 * @param now RFC 3339
 * @returns the new pair, and the keys that are dropped
 */
export const replacedKey = (
  { deployKey: old, retiringKey: earlier }: KeyPair,
  key: DeployKeyRecord,
  revokeNow: boolean,
  now: string,
): KeyPair & { readonly dropped: readonly DeployKeyRecord[] } => {
  const endsOld = revokeNow || key.lastVerifiedAt !== null;
  const keepsEarlier = earlier !== null && old.lastVerifiedAt === null;
  const retiringKey = endsOld ? null : keepsEarlier ? earlier : { ...old, since: now };
  const dropped = [old, ...(earlier === null ? [] : [earlier])].filter(({ id }) => id !== retiringKey?.id);
  return { deployKey: key, retiringKey, dropped };
};
