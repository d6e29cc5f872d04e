import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ApiKeyId, OrganizationId } from '#shared/contract/id.ts';
import type { Organization } from '#shared/contract/me.ts';
import type { Permission } from '#shared/contract/permission.ts';
import { ifAbsent } from '#shared/data/table/conditions.ts';
import { recordFromItem } from '#shared/data/table/item.ts';
import { keys } from '#shared/data/table/keys.ts';
import { readItems } from '#shared/data/table/read-items.ts';
import { setFields } from '#shared/data/table/set-fields.ts';
import { table } from '#shared/data/table/table.ts';
import { transact } from '#shared/data/table/transact.ts';

/** An API key as it is stored: only the SHA-256 of the secret. `role` owner: the organisation's first key. */
export type ApiKeyRecord = {
  readonly organizationId: OrganizationId;
  readonly id: ApiKeyId;
  readonly name: string;
  readonly hash: string;
  readonly role: 'owner' | 'restricted';
  readonly permissions: readonly Permission[];
  /** Who made it; null or missing for an organisation's first key. */
  readonly creatorId?: string | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
};

/** An API key with its organisation. */
export type KeyHolder = { readonly organization: Organization; readonly apiKey: ApiKeyRecord };

/**
 * Writes an organisation, its slug and its first API key, which acts as Owner, in one transaction.
 * @throws ConditionFailed with `slug` if the slug is taken
 */
export const insertOrganization = async (organization: Organization, apiKey: ApiKeyRecord): Promise<void> =>
  transact([
    {
      label: 'organization',
      Put: {
        Item: {
          ...keys.organization(organization.id),
          id: organization.id,
          slug: organization.slug,
          name: organization.name,
          owners: new Set([apiKey.id]),
          createdAt: apiKey.createdAt,
        },
        ...ifAbsent,
      },
    },
    {
      label: 'slug',
      Put: {
        Item: { ...keys.slug(organization.slug), organizationId: organization.id },
        ...ifAbsent,
      },
    },
    {
      label: 'key',
      Put: {
        Item: { ...apiKey, ...keys.apiKey(organization.id, apiKey.id) },
        ...ifAbsent,
      },
    },
    {
      label: 'key-hash',
      Put: {
        Item: { ...keys.apiKeyByHash(apiKey.hash), organizationId: organization.id, keyId: apiKey.id },
        ...ifAbsent,
      },
    },
  ]);

/**
 * Finds an API key by the SHA-256 of its secret, with its organisation.
 * @param now RFC 3339; an expired key is not found
 */
export const findApiKey = async (hash: string, now: string): Promise<KeyHolder | null> => {
  const { client, name } = table();
  const { Item: pointer } = await client.send(
    new GetCommand({ TableName: name, Key: keys.apiKeyByHash(hash), ConsistentRead: true }),
  );
  if (pointer === undefined) return null;
  const organizationId = pointer.organizationId as OrganizationId;
  const keyId = pointer.keyId as ApiKeyId;
  const items = await readItems([keys.organization(organizationId), keys.apiKey(organizationId, keyId)]);
  const organization = items.find((item) => item.sk === keys.organization(organizationId).sk);
  const key = items.find((item) => item.sk === keys.apiKey(organizationId, keyId).sk);
  if (organization === undefined || key === undefined) return null;
  const apiKey = recordFromItem<ApiKeyRecord>(key);
  if (apiKey.hash !== hash || (apiKey.expiresAt !== null && apiKey.expiresAt <= now)) return null;
  const { slug, name: organizationName } = recordFromItem<Organization>(organization);
  return { organization: { id: organizationId, slug, name: organizationName }, apiKey };
};

const hourMs = 3_600_000;

/** Records that a key was used, at most once an hour. */
export const touchApiKey = async (key: ApiKeyRecord, now: string): Promise<void> => {
  const before = new Date(Date.parse(now) - hourMs).toISOString();
  if (key.lastUsedAt !== null && key.lastUsedAt > before) return;
  const stale = {
    ConditionExpression: 'attribute_exists(pk) AND (lastUsedAt = :none OR lastUsedAt < :before)',
    ExpressionAttributeValues: { ':none': null, ':before': before },
  };
  const { client, name } = table();
  try {
    await client.send(
      new UpdateCommand({
        TableName: name,
        Key: keys.apiKey(key.organizationId, key.id),
        ...setFields({ lastUsedAt: now }, stale, { raisesVersion: false }),
      }),
    );
  } catch (error) {
    // Another process was faster, or the key was revoked. Either way nothing is to be recorded.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
};
