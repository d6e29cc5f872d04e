import type { ApiKeyId, MemberId, OrganizationId } from '#shared/contract/id.ts';
import { idPrefixes } from '#shared/contract/id-prefixes.ts';
import { apiKeyFromItem } from '#shared/data/items/api-key-item.ts';
import { memberFromItem } from '#shared/data/items/member-item.ts';
import { type Key, keys } from '#shared/data/table/keys.ts';
import { type Rights, rightsOfKey, rightsOfMember } from '#shared/domain/access/rights.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';

const isApiKey = (id: string): boolean => id.startsWith(`${idPrefixes.apiKey}_`);

/** The key of the item of an API key's creator: a member, or the organisation's first key. */
export const creatorKey = (organization: OrganizationId, id: string): Key =>
  isApiKey(id) ? keys.apiKey(organization, id as ApiKeyId) : keys.member(organization, id as MemberId);

/**
 * What the creator of a key may do now. Only members and the first key make keys, so a key that another key made has no
 * rights.
 * @param item of the creator; undefined if it is gone
 */
export const rightsOfCreator = (
  organization: OrganizationRecord,
  item: Readonly<Record<string, unknown>> | undefined,
): Rights | null => {
  if (item === undefined) return null;
  return isApiKey(String(item.id))
    ? rightsOfKey(apiKeyFromItem(item), null)
    : rightsOfMember(organization, memberFromItem(item));
};
