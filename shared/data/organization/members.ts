import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { MemberId, OrganizationId } from '#shared/contract/id.ts';
import {
  type AuditEntry,
  type AuditSource,
  changedFields,
  type Mutation,
  mutationWrites,
} from '#shared/data/audit/mutation.ts';
import { deletePointerWrites, emailWrite, memberFromItem, memberWrite } from '#shared/data/items/member-item.ts';
import { ifAnotherOwner, organizationWrite } from '#shared/data/items/organization-item.ts';
import { keys } from '#shared/data/table/keys.ts';
import { checkPosition, type Page } from '#shared/data/table/page.ts';
import { readPage } from '#shared/data/table/read-page.ts';
import { table } from '#shared/data/table/table.ts';
import { transact, type Write } from '#shared/data/table/transact.ts';
import { calledMember, leavesOwners, withMember } from '#shared/domain/access/members.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';
import { departureWrite } from './departures.ts';

/** Reads a page of an organisation's members and invitations, newest first, without those who were removed. */
export const listMembers = async (
  organization: OrganizationId,
  limit: number,
  after: string | null,
): Promise<Page<MemberRecord>> => {
  const { client, name } = table();
  const { pk } = keys.organization(organization);
  const from = keys.membersFrom;
  const start = after === null ? undefined : { pk, sk: checkPosition(after, from, `${from}~`) };
  const { items, last } = await readPage(limit, true, (atMost, next) =>
    client.send(
      new QueryCommand({
        TableName: name,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :from)',
        FilterExpression: '#status <> :removed',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':pk': pk, ':from': from, ':removed': 'removed' },
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: atMost,
        ExclusiveStartKey: next ?? start,
      }),
    ),
  );
  return { rows: items.map(memberFromItem), position: typeof last?.sk === 'string' ? last.sk : null };
};

/** Reads a member consistently, also one who was removed. */
export const readMember = async (organization: OrganizationId, id: MemberId): Promise<MemberRecord | null> => {
  const { client, name } = table();
  const { Item } = await client.send(
    new GetCommand({ TableName: name, Key: keys.member(organization, id), ConsistentRead: true }),
  );
  return Item === undefined ? null : memberFromItem(Item);
};

/** A change of one member: `before` is null for a new one. */
export type MemberChange = { readonly before: MemberRecord | null; readonly after: MemberRecord };

/** The writes of a changed member: with the count of each role, the active Owners, and all that leads to the member. */
const memberWrites = (organization: OrganizationRecord, { before, after }: MemberChange): Write[] => [
  organizationWrite(
    organization,
    withMember(organization, before, after),
    leavesOwners(before, after) ? ifAnotherOwner(after.id) : undefined,
  ),
  memberWrite(after),
  ...(before === null ? [emailWrite(after)] : []),
  ...(before !== null && after.status === 'removed' ? deletePointerWrites(before) : []),
  // An invitation has no grants.
  ...(before?.status === 'active' && after.status === 'removed'
    ? [departureWrite(organization.id, after.id, after.updatedAt)]
    : []),
];

const entryOf = (action: AuditEntry['action'], { before, after }: MemberChange) => {
  const left = after.status === 'removed' ? null : after;
  return {
    action,
    resourceId: after.id,
    resourceName: calledMember(before !== null && left === null ? before : after),
    projectId: null,
    changes: changedFields(before, left, [
      'email',
      'roleId',
      ...(before?.status === 'active' ? [] : ['expiresAt' as const]),
    ]),
  };
};

/**
 * Writes a member who was invited, got another role or was removed.
 * @param organization as it was read: the change was decided from it
 * @param source a request of a principal, or the operator's call of an admin function
 * @throws ConditionFailed with `organization`, `member` or `email` if another change was faster
 */
export const saveMember = async (
  organization: OrganizationRecord,
  change: MemberChange,
  source: AuditSource & Pick<Mutation, 'idempotency'>,
  { action, status }: { readonly action: AuditEntry['action']; readonly status: number },
): Promise<void> =>
  transact([
    ...memberWrites(organization, change),
    ...mutationWrites(organization.id, source, entryOf(action, change), status),
  ]);
