import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { ApiKeyId, MemberId, OrganizationId } from '#shared/contract/id.ts';
import { idPattern } from '#shared/contract/id-prefixes.ts';
import { apiKeyFromItem } from '#shared/data/items/api-key-item.ts';
import { organizationFromItem } from '#shared/data/items/organization-item.ts';
import { keys } from '#shared/data/table/keys.ts';
import { readItems } from '#shared/data/table/read-items.ts';
import { table } from '#shared/data/table/table.ts';
import type { ApiKeyRecord } from '#shared/domain/records/api-key.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';
import { readMember } from './members.ts';

const idOf = async (slug: string): Promise<OrganizationId | null> => {
  const { client, name } = table();
  const { Item } = await client.send(new GetCommand({ TableName: name, Key: keys.slug(slug), ConsistentRead: true }));
  return Item === undefined ? null : (Item.organizationId as OrganizationId);
};

/**
 * Reads an organisation by its slug, and the member with an e-mail address in it. @param email normalised @returns null if
 * there is none
 */
export const readInvitee = async (
  slug: string,
  email: string,
): Promise<{ readonly organization: OrganizationRecord; readonly member: MemberRecord | null } | null> => {
  const id = await idOf(slug);
  if (id === null) return null;
  const items = await readItems([keys.organization(id), keys.invitedEmail(email, id)]);
  const own = items.find((item) => item.sk === 'ORG');
  const pointer = items.find((item) => item !== own);
  if (own === undefined) return null;
  const member = pointer === undefined ? null : await readMember(id, pointer.memberId as MemberId);
  return { organization: organizationFromItem(own), member };
};

/** Reads an organisation by its slug, and its first key, which is null once it was revoked. @returns null if there is none */
export const readFirstKey = async (
  slug: string,
): Promise<{ readonly organization: OrganizationRecord; readonly apiKey: ApiKeyRecord | null } | null> => {
  const id = await idOf(slug);
  if (id === null) return null;
  const [own] = await readItems([keys.organization(id)]);
  if (own === undefined) return null;
  const organization = organizationFromItem(own);
  // The first key is among the owners as long as it is not revoked.
  const keyId = [...organization.owners].find((owner) => idPattern('apiKey').test(owner));
  const [item] = keyId === undefined ? [] : await readItems([keys.apiKey(id, keyId as ApiKeyId)]);
  return { organization, apiKey: item === undefined ? null : apiKeyFromItem(item) };
};
