import type { ApiKeyId, OrganizationId } from '#shared/contract/id.ts';
import { ifAbsent } from '#shared/data/table/conditions.ts';
import { recordFromItem } from '#shared/data/table/item.ts';
import { keys } from '#shared/data/table/keys.ts';
import type { Write } from '#shared/data/table/transact.ts';
import type { ApiKeyRecord } from '#shared/domain/records/api-key.ts';

/** Where the SHA-256 of a secret leads. */
export type KeyPointer = {
  readonly organizationId: OrganizationId;
  readonly keyId: ApiKeyId;
  readonly creatorId: string | null;
  /** The end of a secret that was rotated, RFC 3339; null for the one in use. */
  readonly validUntil: string | null;
};

/** Reads a key's item. One of an earlier version has one hash and no limits. */
export const apiKeyFromItem = (item: Record<string, unknown>): ApiKeyRecord => {
  const { hash, ...stored } = recordFromItem<ApiKeyRecord & { readonly hash?: string }>(item);
  return {
    ...stored,
    hashes: hash === undefined ? stored.hashes : [hash],
    projectIds: stored.projectIds ?? null,
    environmentIds: stored.environmentIds ?? null,
    creatorId: stored.creatorId ?? null,
    creatorName: stored.creatorName ?? null,
    version: stored.version ?? 1,
  };
};

/** Reads a pointer. One of an earlier version names no creator, and leads to a first key. */
export const pointerFromItem = (item: Record<string, unknown>): KeyPointer => {
  const stored = recordFromItem<KeyPointer>(item);
  return { ...stored, creatorId: stored.creatorId ?? null, validUntil: stored.validUntil ?? null };
};

/** The writes of a new key and of the pointer to it. */
export const newApiKeyWrites = (key: ApiKeyRecord): Write[] => [
  { label: 'key', Put: { Item: { ...key, ...keys.apiKey(key.organizationId, key.id) }, ...ifAbsent } },
  ...key.hashes.map((hash): Write => {
    const pointer: KeyPointer = {
      organizationId: key.organizationId,
      keyId: key.id,
      creatorId: key.creatorId,
      validUntil: null,
    };
    return { label: 'key-hash', Put: { Item: { ...pointer, ...keys.apiKeyByHash(hash) }, ...ifAbsent } };
  }),
];
