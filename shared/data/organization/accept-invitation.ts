import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { MemberId, OrganizationId } from '#shared/contract/id.ts';
import { type AuditSource, auditWrite, changedFields } from '#shared/data/audit/mutation.ts';
import { memberFromItem, memberWrite } from '#shared/data/items/member-item.ts';
import { organizationFromItem, organizationWrite } from '#shared/data/items/organization-item.ts';
import { ifAbsent, ifVersion } from '#shared/data/table/conditions.ts';
import { type Key, keys } from '#shared/data/table/keys.ts';
import { readItems } from '#shared/data/table/read-items.ts';
import { table } from '#shared/data/table/table.ts';
import { transact } from '#shared/data/table/transact.ts';
import { acceptedInvitation, type Candidate, type Person } from '#shared/domain/access/accept-invitation.ts';
import { withMember } from '#shared/domain/access/members.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';

/** A batch of 100 items: two for each invitation, and the person's own. */
const maxInvitations = 49;

/** The stored item of a person: the organisations that they have joined, including those that they have left since. */
export type PersonItem = { readonly organizations: readonly OrganizationId[]; readonly version: number };
export type Invited = Candidate & { readonly organization: OrganizationRecord };

const queryPartition = async (pk: string, from: string, limit: number) => {
  const { client, name } = table();
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :from)',
      ExpressionAttributeValues: { ':pk': pk, ':from': from },
      ConsistentRead: true,
      Limit: limit,
    }),
  );
  return Items.map((item) => ({
    organizationId: item.organizationId as OrganizationId,
    memberId: item.memberId as MemberId,
  }));
};

/**
 * Reads the invitations of an e-mail address and the person's own item, in two calls, or in one if there are no invitations.
 */
export const readInvitations = async (
  email: string,
  subjectKey: string,
): Promise<{ readonly invited: readonly Invited[]; readonly person: PersonItem }> => {
  const nobody: PersonItem = { organizations: [], version: 0 };
  const pointers = await queryPartition(keys.invitations(email), keys.membershipsFrom, maxInvitations);
  if (pointers.length === 0) return { invited: [], person: nobody };
  const wanted = pointers.flatMap(({ organizationId, memberId }) => [
    keys.organization(organizationId),
    keys.member(organizationId, memberId),
  ]);
  const items = await readItems([keys.person(subjectKey), ...wanted]);
  const itemOf = ({ pk, sk }: Key) => items.find((item) => item.pk === pk && item.sk === sk);
  const invited = pointers.flatMap(({ organizationId, memberId }): Invited[] => {
    const organizationItem = itemOf(keys.organization(organizationId));
    const memberItem = itemOf(keys.member(organizationId, memberId));
    if (organizationItem === undefined || memberItem === undefined) return [];
    const organization = organizationFromItem(organizationItem);
    return [{ organization, slug: organization.slug, member: memberFromItem(memberItem) }];
  });
  return { invited, person: (itemOf(keys.person(subjectKey)) as PersonItem | undefined) ?? nobody };
};

/** Reads the organisations that a person is in now. Their own item also names those that they have left. */
export const readJoined = async (subjectKey: string, atMost: number): Promise<readonly OrganizationId[]> =>
  (await queryPartition(subjectKey, keys.membershipsFrom, atMost)).map(({ organizationId }) => organizationId);

/**
 * Makes an invitation a member. The person's own item is written under its version, so that nobody exceeds the limit by
 * joining two organisations at once.
 * @param person with the organisations that they are in now
 * @throws ConditionFailed if another change was faster; with `membership` if the person is in the organisation already
 */
export const saveAcceptance = async (
  { organization, member: before }: Invited,
  who: Person,
  person: PersonItem,
  source: Omit<AuditSource, 'principal'>,
): Promise<MemberRecord> => {
  const after = acceptedInvitation(before, who, source.now);
  const { id: organizationId } = organization;
  const pointer = { ...keys.membership(who.subjectKey, organizationId), organizationId, memberId: after.id };
  const organizations = [...new Set([...person.organizations, organizationId])];
  await transact([
    organizationWrite(organization, withMember(organization, before, after)),
    memberWrite(after),
    { label: 'membership', Put: { Item: pointer, ...ifAbsent } },
    {
      label: 'person',
      Put: {
        Item: { ...keys.person(who.subjectKey), organizations, version: person.version + 1 },
        ...ifVersion(person.version),
      },
    },
    auditWrite(
      organizationId,
      { ...source, principal: { id: after.id, kind: 'user', name: who.name } },
      {
        action: 'member.joined',
        resourceId: after.id,
        resourceName: who.name,
        projectId: null,
        changes: changedFields(before, after, ['status', 'name']),
      },
    ),
  ]);
  return after;
};

/** Reads the name of an organisation's own role; its id if the role is gone. */
export const readRoleName = async (organization: OrganizationId, roleId: string): Promise<string> => {
  const { client, name } = table();
  const { Item } = await client.send(
    new GetCommand({ TableName: name, Key: keys.role(organization, roleId), ConsistentRead: true }),
  );
  return typeof Item?.name === 'string' ? Item.name : roleId;
};
