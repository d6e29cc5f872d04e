import type { Change, ChangeEvent } from '#shared/domain/change.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';

const typeOf = (before: MemberRecord | null, after: MemberRecord): ChangeEvent['type'] | null => {
  if (after.status === 'removed') return before?.status === 'removed' ? null : 'member.removed';
  if (after.status === 'invited') {
    // An invitation that is sent again ends later. Another role alone is an update.
    return before?.expiresAt === after.expiresAt ? 'member.updated' : 'member.invited';
  }
  if (before?.status !== 'active') return 'member.joined';
  return before.roleId === after.roleId ? null : 'member.updated';
};

/**
 * The events of a changed member or invitation. They carry ids alone; that somebody was seen is no event.
 * Source: docs/design/resources.md, "Events".
 */
export const memberEvents = ({ before, after }: Change<MemberRecord>): ChangeEvent[] => {
  if (after === null || before?.version === after.version) return [];
  const type = typeOf(before, after);
  if (type === null) return [];
  const { id, roleId, version } = after;
  return [{ type, subject: id, version, data: type === 'member.removed' ? { id } : { id, roleId } }];
};
