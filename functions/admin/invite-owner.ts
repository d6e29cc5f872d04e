import { loadConfig } from '#shared/config/load-config.ts';
import { InviteOwner } from '#shared/contract/admin.ts';
import type { Member } from '#shared/contract/member.ts';
import { newId } from '#shared/contract/new-id.ts';
import { invalidField } from '#shared/contract/problem.ts';
import { saveMember } from '#shared/data/organization/members.ts';
import { readInvitee } from '#shared/data/organization/operator-reads.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { normalizeEmail } from '#shared/domain/access/email.ts';
import { newInvitation, presentMember, renewedInvitation, withMemberRole } from '#shared/domain/access/members.ts';
import { adminFunction, noOrganization, operator, operatorSource } from '#shared/http/admin-function.ts';
import { validate } from '#shared/http/validate.ts';

loadConfig(['TABLE_NAME']);

// People read of "Operator"; there is no principal with such an id.
const inviter = { invitedBy: null, updatedBy: null };

/**
 * Invites an Owner, renews an invitation as Owner, or makes an active member an Owner: for the first person of an
 * organisation, and for an organisation that has lost its Owners. The limit of members does not apply, so that it locks
 * nobody out.
 * Source: docs/design/security-model.md, "The operator".
 */
export const handler = adminFunction(async (input, context): Promise<{ readonly member: Member }> => {
  const { organization: slug, email: sent } = validate(InviteOwner, input, 'input');
  const email = normalizeEmail(sent);
  if (email === null) throw invalidField('#/email', 'must be an e-mail address such as mona@acme.example');
  return retryOnVersionConflict(async () => {
    const now = new Date().toISOString();
    const found = await readInvitee(slug, email);
    if (found === null) throw noOrganization(slug);
    const { organization } = found;
    const before = found.member?.status === 'removed' ? null : found.member;
    const after =
      before === null
        ? {
            ...newInvitation(organization, newId('member', now), { email, roleId: 'owner' }, operator, now),
            ...inviter,
          }
        : before.status === 'active'
          ? withMemberRole(before, 'owner', operator, now)
          : { ...renewedInvitation(before, 'owner', operator, now), ...inviter };
    if (after !== before) {
      const action = after.status === 'active' ? 'member.updated' : 'member.invited';
      await saveMember(organization, { before, after }, operatorSource(context, now), { action, status: 200 });
    }
    return { member: presentMember(after, 'Owner') };
  });
});
