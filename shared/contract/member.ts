import * as z from 'zod/mini';
import { MemberId } from './id.ts';
import { atMost, OtherId, Text, TextOrNull, Timestamp, TimestampOrNull } from './text.ts';
import { textLimits } from './text-limits.ts';

/** A member, an invitation, or one who was removed. Source: docs/design/resources.md, "Member". */
export const Member = z
  .object({
    id: MemberId,
    email: TextOrNull,
    name: TextOrNull,
    status: z.enum(['active', 'invited', 'removed']),
    role: z.nullable(z.object({ id: Text, name: Text })),
    invitedBy: TextOrNull,
    invitedByName: TextOrNull,
    expiresAt: TimestampOrNull,
    createdAt: Timestamp,
    lastSeenAt: TimestampOrNull,
  })
  .register(z.globalRegistry, { id: 'Member' });
export type Member = z.infer<typeof Member>;

// The form of an address is a domain rule (shared/domain/access/email.ts); only its size is checked here.
const Email = z.string().check(atMost(textLimits.email));

export const InviteMemberBody = z.strictObject({ email: Email, roleId: OtherId });
export type InviteMemberBody = z.infer<typeof InviteMemberBody>;

export const UpdateMemberRoleBody = z.strictObject({ roleId: OtherId });
export type UpdateMemberRoleBody = z.infer<typeof UpdateMemberRoleBody>;
/** The e-mail address that is invited is the one in the ID token, as the issuer has verified it. */
export const AcceptInvitationBody = z.strictObject({
  idToken: z.string().check(z.minLength(1, 'must be an ID token of the issuer'), atMost(textLimits.idToken)),
  organization: z.optional(z.string().check(atMost(textLimits.id))),
});
export type AcceptInvitationBody = z.infer<typeof AcceptInvitationBody>;
