import {
  type Invited,
  type PersonItem,
  readInvitations,
  readJoined,
  readRoleName,
  saveAcceptance,
} from '#shared/data/organization/accept-invitation.ts';
import { findMemberships } from '#shared/data/organization/memberships.ts';
import { keys } from '#shared/data/table/keys.ts';
import { backoff, ConditionFailed, tooBusy } from '#shared/data/table/transact.ts';
import { chooseInvitation, maxOrganizations, type Person } from '#shared/domain/access/accept-invitation.ts';
import { isSystemRole, systemRoles } from '#shared/domain/access/system-roles.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';
import { retry } from '#shared/retry/retry.ts';

/** The person who signs in, from a verified ID token. */
export type SignedIn = Omit<Person, 'subjectKey'> & { readonly issuer: string; readonly subject: string };
/** With which request. `now` in RFC 3339. */
type Source = { readonly requestId: string; readonly sourceIp: string; readonly now: string };

export type Acceptance =
  | { readonly kind: 'member'; readonly member: MemberRecord; readonly roleName: string }
  | { readonly kind: 'several'; readonly slugs: readonly string[] }
  | { readonly kind: 'full' | 'none' };

const attempts = 8;

/**
 * Binds a person to the invitation of their e-mail address, in three calls: the invitations, their members and
 * organisations, one transaction. A fourth one reads the name of a role that is none of the system's. If another change was
 * faster, it starts again.
 * Source: docs/design/security-model.md, "Accepting an invitation".
 * @param slug the organisation that the person names; null for any
 * @throws Problem `service_unavailable` if it lost every time
 */
export const acceptInvitation = (signedIn: SignedIn, slug: string | null, source: Source): Promise<Acceptance> =>
  retry(() => accept(signedIn, slug, source), {
    attempts,
    retries: (error) => error instanceof ConditionFailed,
    pauseMs: backoff,
    giveUp: tooBusy('Others keep changing this organisation. Try again in a moment.'),
  });

const accept = async (signedIn: SignedIn, slug: string | null, source: Source): Promise<Acceptance> => {
  const who: Person = { ...signedIn, subjectKey: keys.subject(signedIn.issuer, signedIn.subject) };
  if (who.email === null) return joinedBefore(signedIn, slug);
  const { invited, person } = await readInvitations(who.email, who.subjectKey);
  const choice = chooseInvitation(invited, who, slug, source.now);
  switch (choice.kind) {
    case 'several':
      return choice;
    case 'joined':
      return answerOf(choice.candidate.member);
    case 'none':
      return joinedBefore(signedIn, slug);
    case 'accept':
      return join(choice.candidate, signedIn, who, person, source);
  }
};

const join = async (
  invited: Invited,
  signedIn: SignedIn,
  who: Person,
  person: PersonItem,
  source: Source,
): Promise<Acceptance> => {
  let { organizations } = person;
  // These include what the person has left since.
  if (organizations.length >= maxOrganizations) organizations = await readJoined(who.subjectKey, maxOrganizations);
  if (organizations.length >= maxOrganizations) return { kind: 'full' };
  try {
    return await answerOf(await saveAcceptance(invited, who, { ...person, organizations }, source));
  } catch (error) {
    // The person is in there already, as when they were invited at a second address.
    if (error instanceof ConditionFailed && error.labels.has('membership')) return joinedBefore(signedIn, invited.slug);
    throw error;
  }
};

/** What the person joined earlier, whatever their e-mail address is now. */
const joinedBefore = async ({ issuer, subject }: SignedIn, slug: string | null): Promise<Acceptance> => {
  const memberships = await findMemberships(issuer, subject);
  const named = memberships.filter(({ organization }) => slug === null || organization.slug === slug);
  return named[0] !== undefined && named.length === 1 ? answerOf(named[0].member) : { kind: 'none' };
};

const answerOf = async (member: MemberRecord): Promise<Acceptance> => ({
  kind: 'member',
  member,
  roleName: isSystemRole(member.roleId)
    ? systemRoles[member.roleId].name
    : await readRoleName(member.organizationId, member.roleId),
});
