import type { MemberId, OrganizationId } from '#shared/contract/id.ts';

/**
 * A member, an invitation or what is left of a removed member, of whom only the name is kept.
 * Source: docs/design/single-table.md, "Items".
 */
export type MemberRecord = {
  readonly organizationId: OrganizationId;
  readonly id: MemberId;
  readonly status: 'active' | 'invited' | 'removed';
  readonly roleId: string;
  /** Normalised; empty once removed. */
  readonly email: string;
  /** Null until the invitation is accepted. */
  readonly name: string | null;
  readonly invitedBy: string | null;
  readonly invitedByName: string | null;
  /** When the invitation ends, RFC 3339; null for all but invitations. */
  readonly expiresAt: string | null;
  /** The partition of the person's memberships, as `keys.subject` gives it; null until accepted and once removed. */
  readonly subjectKey: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly updatedBy: string | null;
  readonly updatedByName: string | null;
  /** Written at most once an hour. */
  readonly lastSeenAt: string | null;
  readonly version: number;
};
