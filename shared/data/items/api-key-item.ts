import type { ApiKeyId, OrganizationId } from '#shared/contract/id.ts';
import { type Condition, ifAbsent, ifEqual } from '#shared/data/table/conditions.ts';
import { recordFromItem } from '#shared/data/table/item.ts';
import { keys } from '#shared/data/table/keys.ts';
import type { Write } from '#shared/data/table/transact.ts';
import type { ApiKeyRecord } from '#shared/domain/records/api-key.ts';

/** The item that the SHA-256 of a secret leads to. */
export type KeyPointer = {
  readonly organizationId: OrganizationId;
  readonly keyId: ApiKeyId;
  readonly creatorId: string | null;
  /** The end of a secret that was rotated, RFC 3339; null for the one in use. */
  readonly validUntil: string | null;
};

/** Reads a key's item. An item of an earlier version has one hash and no limits. */
export const apiKeyFromItem = (item: Record<string, unknown>): ApiKeyRecord => {
  const { hash, ...stored } = recordFromItem<ApiKeyRecord & { readonly hash?: string }>(item);
  return {
    ...stored,
    hashes: hash === undefined ? stored.hashes : [hash],
    projectIds: stored.projectIds ?? null,
    environmentIds: stored.environmentIds ?? null,
    creatorId: stored.creatorId ?? null,
    creatorName: stored.creatorName ?? null,
    previousUntil: stored.previousUntil ?? null,
    startSecret: stored.startSecret ?? null,
    version: stored.version ?? 1,
  };
};

/** Reads a pointer. A pointer of an earlier version names no creator and leads to a first key. */
export const pointerFromItem = (item: Record<string, unknown>): KeyPointer => {
  const stored = recordFromItem<KeyPointer>(item);
  return { ...stored, creatorId: stored.creatorId ?? null, validUntil: stored.validUntil ?? null };
};

/** The condition that a key has not changed since it was read. Items of earlier versions do not store their first version. */
export const ifKeyUnchanged = ({ version }: ApiKeyRecord): Condition => {
  const isSame = ifEqual('version', version);
  return version > 1
    ? isSame
    : {
        ...isSame,
        ConditionExpression: `attribute_exists(pk) AND (attribute_not_exists(#version) OR ${isSame.ConditionExpression})`,
      };
};

/** The pointer that leads from the SHA-256 of a secret to its key. @param validUntil the end of the secret, RFC 3339 */
export const keyPointerItem = (key: ApiKeyRecord, hash: string, validUntil: string | null): Record<string, unknown> => {
  const { organizationId, id: keyId, creatorId } = key;
  const pointer: KeyPointer = { organizationId, keyId, creatorId, validUntil };
  return { ...pointer, ...keys.apiKeyByHash(hash) };
};

/** The writes of a new key and of the pointer to it. */
export const newApiKeyWrites = (key: ApiKeyRecord): Write[] => [
  { label: 'key', Put: { Item: { ...key, ...keys.apiKey(key.organizationId, key.id) }, ...ifAbsent } },
  ...key.hashes.map(
    (hash): Write => ({ label: 'key-hash', Put: { Item: keyPointerItem(key, hash, null), ...ifAbsent } }),
  ),
];
