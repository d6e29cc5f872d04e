import { changedBy } from '#shared/domain/actor.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';

/** Somebody who signs in, as the issuer knows them. */
export type Person = {
  /** The partition of their memberships, as `keys.subject` gives it. */
  readonly subjectKey: string;
  /** Normalised; null where the issuer has verified none. */
  readonly email: string | null;
  readonly name: string;
};

/**
 * The maximum number of organisations of a person: the context of the authorizer has no room for more.
 * Source: docs/design/security-model.md, "The authorizer's context".
 */
export const maxOrganizations = 20;

/** A member or an invitation that the person's e-mail address led to, with the slug of the organisation. */
export type Candidate = { readonly slug: string; readonly member: MemberRecord };

export type Choice<C extends Candidate> =
  | { readonly kind: 'accept' | 'joined'; readonly candidate: C }
  | { readonly kind: 'several'; readonly slugs: readonly string[] }
  | { readonly kind: 'none' };

/** Whether an invitation of this person can be accepted. @param now RFC 3339 */
export const isOpen = ({ status, email, expiresAt }: MemberRecord, person: Person, now: string): boolean =>
  status === 'invited' && email === person.email && expiresAt !== null && expiresAt > now;

/**
 * Chooses the invitation to accept. An invitation that the same person has accepted before is answered again; one that
 * somebody else has accepted does not count.
 * Source: docs/design/security-model.md, "Accepting an invitation".
 * @param slug the organisation that the person names; null for any
 */
export const chooseInvitation = <C extends Candidate>(
  candidates: readonly C[],
  person: Person,
  slug: string | null,
  now: string,
): Choice<C> => {
  const named = candidates.filter((one) => slug === null || one.slug === slug);
  const open = named.filter(({ member }) => isOpen(member, person, now));
  if (open.length > 1) return { kind: 'several', slugs: open.map((one) => one.slug).toSorted() };
  if (open[0] !== undefined) return { kind: 'accept', candidate: open[0] };
  const joined = named.filter(({ member }) => member.status === 'active' && member.subjectKey === person.subjectKey);
  return joined[0] !== undefined && joined.length === 1 ? { kind: 'joined', candidate: joined[0] } : { kind: 'none' };
};

/** The member that an invitation becomes. @param now RFC 3339 */
export const acceptedInvitation = (before: MemberRecord, person: Person, now: string): MemberRecord => ({
  ...before,
  status: 'active',
  name: person.name,
  expiresAt: null,
  subjectKey: person.subjectKey,
  ...changedBy({ id: before.id, name: person.name }, now),
  lastSeenAt: now,
  version: before.version + 1,
});
