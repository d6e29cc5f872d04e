import { updateMemberRole } from '#shared/contract/endpoints/members.ts';
import { saveMember } from '#shared/data/organization/members.ts';
import { keys } from '#shared/data/table/keys.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { checkOwnersRemain, withMemberRole } from '#shared/domain/access/members.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { orThrow } from '#shared/http/or-throw.ts';
import {
  memberReply,
  requireMember,
  requireMemberId,
  requirePresent,
  requireTouchOfMember,
} from '#shared/http/require-member.ts';
import { givenRoleKey, requireGivenRole } from '#shared/http/require-role.ts';
import { requireTouch, standingOf } from '#shared/http/require-standing.ts';

/**
 * Gives a member another role. The caller needs every permission of the member, before and after the change.
 * Source: docs/design/security-model.md, "Giving rights".
 */
export const handler = endpoint(
  updateMemberRole,
  (context) =>
    retryOnVersionConflict(async () => {
      const { principal, params, body, now, mutation, checkVersion } = context;
      const { id } = principal.organization;
      const wanted = [keys.member(id, requireMemberId(params.memberId)), givenRoleKey(id, body.roleId)];
      const standing = await standingOf(context, 'manage:members', wanted);
      const { organization, items } = standing;
      const before = requireMember(items[0]);
      requirePresent(before);
      const role = requireGivenRole(organization, body.roleId, items[1]);
      requireTouchOfMember(standing, before);
      requireTouch(standing, `The role ${role.name}`, role.rights);
      checkVersion(before);
      const after = withMemberRole(before, role.id, principal, now);
      if (after === before) return memberReply(200, before, role.name);
      orThrow(checkOwnersRemain(organization, before, after));
      await saveMember(organization, { before, after }, mutation, { action: 'member.updated', status: 200 });
      return memberReply(200, after, role.name);
    }),
  { config: ['TABLE_NAME'] },
);
