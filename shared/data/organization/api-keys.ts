import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { ApiKeyId, OrganizationId } from '#shared/contract/id.ts';
import { apiKeyFromItem, pointerFromItem } from '#shared/data/items/api-key-item.ts';
import { organizationFromItem } from '#shared/data/items/organization-item.ts';
import { keys } from '#shared/data/table/keys.ts';
import { type Page, readPageBackwards } from '#shared/data/table/page.ts';
import { readItems } from '#shared/data/table/read-items.ts';
import { table } from '#shared/data/table/table.ts';
import type { Rights } from '#shared/domain/access/rights.ts';
import { secretEnd } from '#shared/domain/access/secret-hashes.ts';
import type { ApiKeyRecord } from '#shared/domain/records/api-key.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';
import { creatorKey, rightsOfCreator } from './creator-rights.ts';
import { noteUse } from './note-use.ts';

/** An API key with its organisation and its creator's rights. */
export type KeyHolder = {
  readonly organization: OrganizationRecord;
  readonly apiKey: ApiKeyRecord;
  /** Null for the first key, and where the creator is gone. */
  readonly creator: Rights | null;
  /** When the secret that was sent ends, RFC 3339: by the key's expiry or after a rotation. */
  readonly until: string | null;
};

const earliest = (...times: readonly (string | null)[]): string | null =>
  times.reduce((first, time) => (first === null || (time !== null && time < first) ? time : first), null);

/**
 * Finds an API key by the SHA-256 of a secret, with its organisation and its creator, in two calls.
 * @param now RFC 3339; an expired key is not found
 */
export const findApiKey = async (hash: string, now: string): Promise<KeyHolder | null> => {
  const { client, name } = table();
  const { Item: item } = await client.send(
    new GetCommand({ TableName: name, Key: keys.apiKeyByHash(hash), ConsistentRead: true }),
  );
  if (item === undefined) return null;
  const { organizationId, keyId, creatorId, validUntil } = pointerFromItem(item);
  const wanted = [keys.organization(organizationId), keys.apiKey(organizationId, keyId)];
  const creatorItem = creatorId === null ? null : creatorKey(organizationId, creatorId);
  const items = await readItems([...wanted, ...(creatorItem === null ? [] : [creatorItem])]);
  const itemOf = (key: { readonly sk: string } | null) => items.find(({ sk }) => sk === key?.sk);
  const [organizationItem, keyItem] = wanted.map(itemOf);
  if (organizationItem === undefined || keyItem === undefined) return null;
  const apiKey = apiKeyFromItem(keyItem);
  const end = secretEnd(apiKey, hash);
  if (end === undefined) return null;
  const until = earliest(apiKey.expiresAt, validUntil, end);
  if (until !== null && until <= now) return null;
  const organization = organizationFromItem(organizationItem);
  const creator = rightsOfCreator(organization, itemOf(creatorItem));
  return { organization, apiKey, creator, until };
};

/** Reads a key, consistently. */
export const readApiKey = async (organization: OrganizationId, id: ApiKeyId): Promise<ApiKeyRecord | null> => {
  const { client, name } = table();
  const { Item } = await client.send(
    new GetCommand({ TableName: name, Key: keys.apiKey(organization, id), ConsistentRead: true }),
  );
  return Item === undefined ? null : apiKeyFromItem(Item);
};

/**
 * Reads a page of an organisation's keys, newest first, in one Query.
 * @param after the position at the end of the previous page; null for the first page
 */
export const listApiKeys = async (
  organization: OrganizationId,
  limit: number,
  after: string | null,
): Promise<Page<ApiKeyRecord>> => {
  const partition = keys.organization(organization).pk;
  const range = { index: null, partition, from: keys.apiKeysFrom, to: `${keys.apiKeysFrom}~` } as const;
  return readPageBackwards(range, limit, after, apiKeyFromItem);
};

/** Records that a key was used, at most once an hour. @param now RFC 3339 */
export const touchApiKey = ({ organizationId, id, lastUsedAt }: ApiKeyRecord, now: string): Promise<void> =>
  noteUse(keys.apiKey(organizationId, id), 'lastUsedAt', lastUsedAt, now);
