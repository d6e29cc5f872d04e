import type { ApiKeyRecord } from '#shared/domain/records/api-key.ts';

/** The SHA-256 of every secret of a key. */
export const secretHashes = ({ hashes, startSecret }: ApiKeyRecord): readonly string[] =>
  startSecret === null ? hashes : [...hashes, startSecret.hash];

/**
 * When a secret of a key expires, RFC 3339; null if it does not expire by itself.
 * @param hash its SHA-256
 * @returns undefined if the key has no such secret
 */
export const secretEnd = (
  { hashes, previousUntil, startSecret }: ApiKeyRecord,
  hash: string,
): string | null | undefined => {
  if (startSecret?.hash === hash) return startSecret.until;
  if (!hashes.includes(hash)) return undefined;
  return hashes[0] === hash ? null : previousUntil;
};
