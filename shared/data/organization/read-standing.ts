import type { ApiKeyId, MemberId } from '#shared/contract/id.ts';
import { apiKeyFromItem } from '#shared/data/items/api-key-item.ts';
import { memberFromItem } from '#shared/data/items/member-item.ts';
import { organizationFromItem } from '#shared/data/items/organization-item.ts';
import { type Key, keys } from '#shared/data/table/keys.ts';
import { readItems } from '#shared/data/table/read-items.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { type Rights, rightsOfKey, rightsOfMember } from '#shared/domain/access/rights.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';
import { creatorKey, rightsOfCreator } from './creator-rights.ts';

/**
 * The rights of the caller as the table has them now, not as the authorizer cached them. A write that is decided from it
 * carries `organizationWrite` or `organizationCheck` of its organisation: every change of rights raises that version.
 */
export type Standing = {
  readonly organization: OrganizationRecord;
  /** Null: the caller was removed, revoked or has expired. */
  readonly rights: Rights | null;
  /** What the creator of the calling key may do; null for a member, for the first key, and where the creator is gone. */
  readonly creator: Rights | null;
  /** The items that were asked for, in their order. */
  readonly items: readonly (Readonly<Record<string, unknown>> | undefined)[];
};

/**
 * Reads the caller's rights and further items consistently, in one call.
 * @param also keys of further items, at most 96
 * @param now RFC 3339
 * @returns null if the organisation does not exist
 */
export const readStanding = async (
  principal: Principal,
  also: readonly Key[],
  now: string,
): Promise<Standing | null> => {
  const { id: organizationId } = principal.organization;
  const self =
    principal.kind === 'user'
      ? keys.member(organizationId, principal.id as MemberId)
      : keys.apiKey(organizationId, principal.id as ApiKeyId);
  const creator = principal.creatorId === null ? null : creatorKey(organizationId, principal.creatorId);
  const wanted = [keys.organization(organizationId), self, ...(creator === null ? [] : [creator]), ...also];
  // A batch refuses a key that is named twice, as when somebody changes themselves.
  const distinct = new Map(wanted.map((key) => [`${key.pk} ${key.sk}`, key]));
  const found = new Map((await readItems([...distinct.values()])).map((item) => [`${item.pk} ${item.sk}`, item]));
  const itemOf = (key: Key) => found.get(`${key.pk} ${key.sk}`);
  const organizationItem = itemOf(keys.organization(organizationId));
  if (organizationItem === undefined) return null;
  const organization = organizationFromItem(organizationItem);
  const creatorRights = creator === null ? null : rightsOfCreator(organization, itemOf(creator));
  return { organization, rights: rightsNow(), creator: creatorRights, items: also.map(itemOf) };

  function rightsNow(): Rights | null {
    const item = itemOf(self);
    if (item === undefined) return null;
    if (principal.kind === 'user') return rightsOfMember(organization, memberFromItem(item));
    const apiKey = apiKeyFromItem(item);
    if (apiKey.expiresAt !== null && apiKey.expiresAt <= now) return null;
    return rightsOfKey(apiKey, creatorRights);
  }
};
