import { deleteMember } from '#shared/contract/endpoints/members.ts';
import { Problem } from '#shared/contract/problem.ts';
import { saveMember } from '#shared/data/organization/members.ts';
import { keys } from '#shared/data/table/keys.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { checkOwnersRemain, removedMember } from '#shared/domain/access/members.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { orThrow } from '#shared/http/or-throw.ts';
import { noContent } from '#shared/http/reply.ts';
import { requireMember, requireMemberId, requireTouchOfMember } from '#shared/http/require-member.ts';
import { standingOf } from '#shared/http/require-standing.ts';

/** Removes a member or takes an invitation back. The name stays, because the audit log shows it. */
export const handler = endpoint(
  deleteMember,
  (context) =>
    retryOnVersionConflict(async () => {
      const { principal, params, now, mutation, checkVersion } = context;
      const memberId = requireMemberId(params.memberId);
      const standing = await standingOf(context, 'manage:members', [keys.member(principal.organization.id, memberId)]);
      const { organization, items } = standing;
      const before = requireMember(items[0]);
      if (before.id === principal.id) {
        throw new Problem('conflict', 'This is you. Leave the organisation with POST /api/members/leave.');
      }
      requireTouchOfMember(standing, before);
      checkVersion(before);
      // A repeated removal, whose first answer was lost.
      if (before.status === 'removed') return noContent();
      const after = removedMember(before, principal, now);
      orThrow(checkOwnersRemain(organization, before, after));
      await saveMember(organization, { before, after }, mutation, { action: 'member.removed', status: 204 });
      return noContent();
    }),
  { config: ['TABLE_NAME'] },
);
