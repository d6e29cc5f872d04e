import { leaveOrganization } from '#shared/contract/endpoints/members.ts';
import type { MemberId } from '#shared/contract/id.ts';
import { Problem } from '#shared/contract/problem.ts';
import { saveMember } from '#shared/data/organization/members.ts';
import { keys } from '#shared/data/table/keys.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { checkOwnersRemain, removedMember } from '#shared/domain/access/members.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { orThrow } from '#shared/http/or-throw.ts';
import { noContent } from '#shared/http/reply.ts';
import { requireMember } from '#shared/http/require-member.ts';
import { standingOf } from '#shared/http/require-standing.ts';

/** Ends the membership of the caller. Nobody needs a permission for it, and the last Owner cannot. */
export const handler = endpoint(
  leaveOrganization,
  (context) =>
    retryOnVersionConflict(async () => {
      const { principal, now, mutation } = context;
      if (principal.kind !== 'user') {
        const detail = `An API key is no member. Revoke it with DELETE /api/api-keys/${principal.id}.`;
        throw new Problem('conflict', detail);
      }
      const key = keys.member(principal.organization.id, principal.id as MemberId);
      const { organization, items } = await standingOf(context, null, [key]);
      const before = requireMember(items[0]);
      const after = removedMember(before, principal, now);
      orThrow(checkOwnersRemain(organization, before, after));
      await saveMember(organization, { before, after }, mutation, { action: 'member.removed', status: 204 });
      return noContent();
    }),
  { config: ['TABLE_NAME'], replay: async () => noContent(), endsCaller: true },
);
