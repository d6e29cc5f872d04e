import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { ApiKeyId, MemberId, OrganizationId } from '#shared/contract/id.ts';
import { idPattern } from '#shared/contract/id-prefixes.ts';
import { apiKeyFromItem } from '#shared/data/items/api-key-item.ts';
import { memberFromItem } from '#shared/data/items/member-item.ts';
import { type Key, keys } from '#shared/data/table/keys.ts';
import { readItems } from '#shared/data/table/read-items.ts';
import { readPage } from '#shared/data/table/read-page.ts';
import { table } from '#shared/data/table/table.ts';
import { type Grantee, granteeOfKey, granteeOfMember } from '#shared/domain/access/grantee.ts';

const isMemberId = (id: string): id is MemberId => idPattern('member').test(id);
const isApiKeyId = (id: string): id is ApiKeyId => idPattern('apiKey').test(id);

/** The key of the item of a member or API key, by an id that a caller sent; null if the id is of neither kind. */
export const granteeKey = (organization: OrganizationId, id: string): Key | null => {
  if (isMemberId(id)) return keys.member(organization, id);
  return isApiKeyId(id) ? keys.apiKey(organization, id) : null;
};

/** @param now RFC 3339 @returns null for what gets no grants: invitations, removed members and expired keys */
export const granteeFromItem = (item: Readonly<Record<string, unknown>>, now: string): Grantee | null =>
  isMemberId(String(item.id)) ? granteeOfMember(memberFromItem(item)) : granteeOfKey(apiKeyFromItem(item), now);

/** Grantees by their ids. */
export type Grantees = ReadonlyMap<string, Grantee>;

/** The grantees among items that were read. @param now RFC 3339 */
export const granteesFromItems = (
  items: readonly (Readonly<Record<string, unknown>> | undefined)[],
  now: string,
): Grantees =>
  new Map(
    items
      .flatMap((item) => (item === undefined ? [] : (granteeFromItem(item, now) ?? [])))
      .map((grantee) => [grantee.id, grantee]),
  );

/** Reads up to 100 members and API keys, consistently. Those that are gone are left out. @param now RFC 3339 */
export const readGrantees = async (
  organization: OrganizationId,
  ids: readonly string[],
  now: string,
): Promise<Grantees> =>
  granteesFromItems(await readItems(ids.flatMap((id) => granteeKey(organization, id) ?? [])), now);

/** An organisation has at most so many members and keys. */
const maxGrantees = 1500;

/** Reads all active members and API keys of an organisation, in one Query a megabyte. @param now RFC 3339 */
export const listGrantees = async (organization: OrganizationId, now: string): Promise<readonly Grantee[]> => {
  const { client, name } = table();
  const { items } = await readPage(maxGrantees, true, (atMost, next) =>
    client.send(
      new QueryCommand({
        TableName: name,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        FilterExpression: 'attribute_not_exists(#status) OR #status = :active',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':pk': keys.organization(organization).pk,
          ':from': keys.apiKeysFrom,
          ':to': `${keys.membersFrom}~`,
          ':active': 'active',
        },
        Limit: atMost,
        ExclusiveStartKey: next,
      }),
    ),
  );
  return [...granteesFromItems(items, now).values()];
};
