import { ifAbsent, ifVersion } from '#shared/data/table/conditions.ts';
import { recordFromItem } from '#shared/data/table/item.ts';
import { type Key, keys } from '#shared/data/table/keys.ts';
import type { Write } from '#shared/data/table/transact.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';

/** Reads a member's item. */
export const memberFromItem = (item: Record<string, unknown>): MemberRecord => recordFromItem<MemberRecord>(item);

/** Writes a member over the previous version, or as a new item if this is the first one. */
export const memberWrite = (member: MemberRecord): Write => ({
  label: 'member',
  Put: { Item: { ...member, ...keys.member(member.organizationId, member.id) }, ...ifVersion(member.version - 1) },
});

/**
 * Takes an e-mail address in an organisation. The item stays as long as the invitation or membership, even after the
 * invitation was accepted or has expired: a reader has to look at the member (D-083).
 */
export const emailWrite = ({ organizationId, id, email }: MemberRecord): Write => ({
  label: 'email',
  Put: { Item: { ...keys.invitedEmail(email, organizationId), organizationId, memberId: id }, ...ifAbsent },
});

/** Deletes the items that lead to a member: from the e-mail address, and from the person who signs in. */
export const deletePointerWrites = ({ organizationId, email, subjectKey }: MemberRecord): Write[] => {
  const pointers: Key[] = [
    ...(email === '' ? [] : [keys.invitedEmail(email, organizationId)]),
    ...(subjectKey === null ? [] : [keys.membership(subjectKey, organizationId)]),
  ];
  return pointers.map((Key) => ({ label: 'pointer', Delete: { Key } }));
};
