import { getMember } from '#shared/contract/endpoints/members.ts';
import { readMember } from '#shared/data/organization/members.ts';
import { readRoles } from '#shared/data/organization/roles.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { memberReply, requireMemberId, roleNameOf } from '#shared/http/require-member.ts';
import { notFound } from '#shared/http/require-permission.ts';

/** Reads a member, an invitation, or the record that is left of a removed member. */
export const handler = endpoint(
  getMember,
  async ({ principal, params }) => {
    const { id } = principal.organization;
    const [member, found] = await Promise.all([readMember(id, requireMemberId(params.memberId)), readRoles(id)]);
    if (member === null) throw notFound();
    return memberReply(200, member, roleNameOf(member.roleId, found?.roles ?? []));
  },
  { config: ['TABLE_NAME'] },
);
