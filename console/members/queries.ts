import {
  deleteMember,
  getMember,
  inviteMember,
  leaveOrganization,
  listMembers,
  updateMemberRole,
} from '#shared/contract/endpoints/members.ts';
import type { Member } from '#shared/contract/member.ts';
import { useGuardedWrite } from '../api/use-guarded-write.ts';
import { useRead } from '../api/use-read.ts';
import { useWrite } from '../api/use-write.ts';

/** One page of members and invitations, newest first. */
export const useMembers = (cursor: string | null) =>
  useRead(listMembers, { query: { limit: '50', ...(cursor === null ? {} : { cursor }) } });

const useMember = (memberId: string) => useRead(getMember, { params: { memberId } });

/** A form that gives another role: see `useGuardedWrite`. */
export const useUpdateRole = (member: Member) =>
  useGuardedWrite(updateMemberRole, member, useMember(member.id), ({ role }) => ({ roleId: role?.id ?? null }));

/** The parameters and If-Match of a write to a member. */
export const useMemberTarget = (memberId: string) => {
  const etag = useMember(memberId).data?.etag ?? null;
  return { params: { memberId }, ...(etag === null ? {} : { ifMatch: etag }) };
};

export const useInvite = () => useWrite(inviteMember);
export const useRemoveMember = () => useWrite(deleteMember);
export const useLeave = () => useWrite(leaveOrganization);
