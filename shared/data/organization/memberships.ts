import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { MemberId, OrganizationId } from '#shared/contract/id.ts';
import { memberFromItem } from '#shared/data/items/member-item.ts';
import { organizationFromItem } from '#shared/data/items/organization-item.ts';
import { type Key, keys } from '#shared/data/table/keys.ts';
import { readItems } from '#shared/data/table/read-items.ts';
import { table } from '#shared/data/table/table.ts';
import { maxOrganizations } from '#shared/domain/access/accept-invitation.ts';
import { type Rights, rightsOfMember } from '#shared/domain/access/rights.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';
import { noteUse } from './note-use.ts';

/** A person's place in one organisation. */
export type FoundMembership = {
  readonly organization: OrganizationRecord;
  readonly member: MemberRecord;
  readonly rights: Rights;
};

/** Finds the active memberships of a person at an issuer, with their organisations, in two calls. */
export const findMemberships = async (issuer: string, subject: string): Promise<readonly FoundMembership[]> => {
  const { client, name } = table();
  const subjectKey = keys.subject(issuer, subject);
  const { Items: pointers = [] } = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :from)',
      ExpressionAttributeValues: { ':pk': subjectKey, ':from': keys.membershipsFrom },
      ConsistentRead: true,
      Limit: maxOrganizations,
    }),
  );
  const wanted = pointers.map((one) => ({
    organization: keys.organization(one.organizationId as OrganizationId),
    member: keys.member(one.organizationId as OrganizationId, one.memberId as MemberId),
  }));
  const items = await readItems(wanted.flatMap(({ organization, member }) => [organization, member]));
  const itemOf = ({ pk, sk }: Key) => items.find((item) => item.pk === pk && item.sk === sk);
  return wanted.flatMap((one) => {
    const [organizationItem, memberItem] = [itemOf(one.organization), itemOf(one.member)];
    if (organizationItem === undefined || memberItem === undefined) return [];
    const organization = organizationFromItem(organizationItem);
    const member = memberFromItem(memberItem);
    const rights = member.subjectKey === subjectKey ? rightsOfMember(organization, member) : null;
    return rights === null ? [] : [{ organization, member, rights }];
  });
};

/** Notes when members were last seen, each at most once an hour. @param now RFC 3339 */
export const touchMembers = async (members: readonly MemberRecord[], now: string): Promise<void> => {
  await Promise.all(
    members.map((one) => noteUse(keys.member(one.organizationId, one.id), 'lastSeenAt', one.lastSeenAt, now)),
  );
};
