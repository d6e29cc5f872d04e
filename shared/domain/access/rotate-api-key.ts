import type { ApiKeyRecord } from '#shared/domain/records/api-key.ts';
import { secretHashes } from './secret-hashes.ts';

/** How long the secret before a new one still works, so that whoever uses it has time to change. */
const rotationOverlapMs = 86_400_000;

/** A rotated key, and what becomes of its earlier secrets, by their SHA-256. */
export type Rotation = {
  readonly after: ApiKeyRecord;
  /** The secret that keeps working until `after.previousUntil`; null if this rotation starts no such overlap. */
  readonly retiring: string | null;
  /** The secrets that end at once. */
  readonly ended: readonly string[];
};

const earlier = (one: string, other: string | null): string => (other !== null && other < one ? other : one);

/**
 * Gives a key a new secret. The one in use works for 24 hours more. While such an overlap lasts, the next rotation
 * replaces the newest secret, and the old one keeps its end: a lost answer must not end the secret that is in use.
 * Source: docs/design/security-model.md, "API keys".
 * @param hash the SHA-256 of the new secret @param revokeNow whether all earlier secrets end at once @param now RFC 3339
 */
export const rotateApiKey = (before: ApiKeyRecord, hash: string, revokeNow: boolean, now: string): Rotation => {
  const [newest, ...older] = before.hashes;
  const rotated = (hashes: readonly string[], previousUntil: string | null): ApiKeyRecord => ({
    ...before,
    hashes,
    previousUntil,
    version: before.version + 1,
  });
  if (revokeNow || newest === undefined) {
    return { after: { ...rotated([hash], null), startSecret: null }, retiring: null, ended: secretHashes(before) };
  }
  if (older.length > 0 && before.previousUntil !== null && before.previousUntil > now) {
    return { after: rotated([hash, ...older], before.previousUntil), retiring: null, ended: [newest] };
  }
  const end = new Date(Date.parse(now) + rotationOverlapMs).toISOString();
  return { after: rotated([hash, newest], earlier(end, before.expiresAt)), retiring: newest, ended: older };
};
