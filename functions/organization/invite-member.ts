import { inviteMember } from '#shared/contract/endpoints/members.ts';
import type { MemberId } from '#shared/contract/id.ts';
import { newId } from '#shared/contract/new-id.ts';
import { invalidField, Problem } from '#shared/contract/problem.ts';
import { readMember, saveMember } from '#shared/data/organization/members.ts';
import { readRoles } from '#shared/data/organization/roles.ts';
import { keys } from '#shared/data/table/keys.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { normalizeEmail } from '#shared/domain/access/email.ts';
import { calledMember, checkMemberCount, newInvitation, renewedInvitation } from '#shared/domain/access/members.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { orThrow } from '#shared/http/or-throw.ts';
import { memberReply, requireTouchOfMember, roleNameOf } from '#shared/http/require-member.ts';
import { notFound } from '#shared/http/require-permission.ts';
import { givenRoleKey, requireGivenRole } from '#shared/http/require-role.ts';
import { requireTouch, standingOf } from '#shared/http/require-standing.ts';

/**
 * Invites somebody, or renews an invitation. oCore sends no e-mail: the inviter tells the person the address of the service.
 */
export const handler = endpoint(
  inviteMember,
  (context) =>
    retryOnVersionConflict(async () => {
      const { principal, body, now, mutation } = context;
      const { id } = principal.organization;
      const email = normalizeEmail(body.email);
      if (email === null) throw invalidField('#/email', 'must be an e-mail address such as mona@acme.example');
      const wanted = [givenRoleKey(id, body.roleId), keys.invitedEmail(email, id)];
      const standing = await standingOf(context, 'manage:members', wanted);
      const { organization, items } = standing;
      const role = requireGivenRole(organization, body.roleId, items[0]);
      requireTouch(standing, `The role ${role.name}`, role.rights);
      const known = items[1] === undefined ? null : await readMember(id, items[1].memberId as MemberId);
      if (known === null || known.status === 'removed') {
        orThrow(checkMemberCount(organization));
        const after = newInvitation(organization, newId('member', now), { email, roleId: role.id }, principal, now);
        await saveMember(organization, { before: null, after }, mutation, { action: 'member.invited', status: 201 });
        return memberReply(201, after, role.name);
      }
      if (known.status === 'active') {
        const detail = `${email} is a member already: ${calledMember(known)}. Change the role with PUT /api/members/${known.id}/role.`;
        throw new Problem('conflict', detail);
      }
      requireTouchOfMember(standing, known);
      const after = renewedInvitation(known, role.id, principal, now);
      await saveMember(organization, { before: known, after }, mutation, { action: 'member.invited', status: 200 });
      return memberReply(200, after, role.name);
    }),
  {
    config: ['TABLE_NAME'],
    replay: async ({ principal }, memberId) => {
      const { id } = principal.organization;
      const [member, found] = await Promise.all([readMember(id, memberId as MemberId), readRoles(id)]);
      if (member === null) throw notFound();
      return memberReply(201, member, roleNameOf(member.roleId, found?.roles ?? []));
    },
  },
);
