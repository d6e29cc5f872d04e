import * as z from 'zod/mini';
import { defineEndpoint } from '#shared/contract/endpoint.ts';
import { listQuery, nextCursor } from '#shared/contract/list.ts';
import { InviteMemberBody, Member, UpdateMemberRoleBody } from '#shared/contract/member.ts';

const path = '/api/members';
const one = `${path}/{memberId}` as const;
const view = { permission: 'view:members' } as const;
const manage = { permission: 'manage:members' } as const;

export const listMembers = defineEndpoint({
  operationId: 'listMembers',
  method: 'GET',
  path,
  group: 'organization',
  access: view,
  summary: 'Lists members and invitations, newest first, without those who were removed.',
  query: z.strictObject(listQuery),
  responses: { 200: { description: 'A page of members.', schema: z.object({ members: z.array(Member), nextCursor }) } },
  problems: ['invalid_cursor'],
});

export const getMember = defineEndpoint({
  operationId: 'getMember',
  method: 'GET',
  path: one,
  group: 'organization',
  access: view,
  summary: 'Reads a member or an invitation; of one who was removed, the name.',
  responses: { 200: { description: 'The member.', schema: Member } },
  problems: ['not_found'],
});

export const inviteMember = defineEndpoint({
  operationId: 'inviteMember',
  method: 'POST',
  path: `${path}/invite`,
  group: 'organization',
  access: manage,
  summary: 'Invites somebody by e-mail address, for 7 days. Nobody gives a role that holds a permission they lack.',
  body: InviteMemberBody,
  responses: {
    201: { description: 'The invitation.', schema: Member },
    200: { description: 'The invitation that there was, renewed.', schema: Member },
  },
  problems: ['conflict'],
});

export const updateMemberRole = defineEndpoint({
  operationId: 'updateMemberRole',
  method: 'PUT',
  path: `${one}/role`,
  group: 'organization',
  access: manage,
  summary: 'Gives a member or an invitation another role.',
  body: UpdateMemberRoleBody,
  responses: { 200: { description: 'The member.', schema: Member } },
  problems: ['not_found', 'conflict', 'last_owner', 'precondition_failed'],
});

export const deleteMember = defineEndpoint({
  operationId: 'deleteMember',
  method: 'DELETE',
  path: one,
  group: 'organization',
  access: manage,
  summary: 'Removes a member, with the API keys that they made, or takes an invitation back.',
  responses: { 204: { description: 'They are gone.' } },
  problems: ['not_found', 'conflict', 'last_owner', 'precondition_failed'],
});

export const leaveOrganization = defineEndpoint({
  operationId: 'leaveOrganization',
  method: 'POST',
  path: `${path}/leave`,
  group: 'organization',
  access: 'any',
  summary: 'Ends the membership of the caller.',
  responses: { 204: { description: 'The caller is no member any more.' } },
  problems: ['conflict', 'last_owner'],
});
