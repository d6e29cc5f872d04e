import type { MemberId } from '#shared/contract/id.ts';
import type { Member } from '#shared/contract/member.ts';
import { type Actor, changedBy } from '#shared/domain/actor.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';
import { accept, type RuleResult, refuse } from '#shared/domain/rule-result.ts';

/** How many members and invitations an organisation has at most. */
const maxMembers = 1000;
/** How long an invitation can be accepted. */
const invitationMs = 7 * 86_400_000;

const endOfInvitation = (now: string): string => new Date(Date.parse(now) + invitationMs).toISOString();

/** @param email normalised @param now RFC 3339 */
export const newInvitation = (
  organization: Pick<OrganizationRecord, 'id'>,
  id: MemberId,
  invited: { readonly email: string; readonly roleId: string },
  by: Actor,
  now: string,
): MemberRecord => ({
  organizationId: organization.id,
  id,
  status: 'invited',
  roleId: invited.roleId,
  email: invited.email,
  name: null,
  invitedBy: by.id,
  invitedByName: by.name,
  expiresAt: endOfInvitation(now),
  subjectKey: null,
  createdAt: now,
  ...changedBy(by, now),
  lastSeenAt: null,
  version: 1,
});

/** A renewed invitation: with the role that is named now, and for the full time again, even if it has expired. */
export const renewedInvitation = (before: MemberRecord, roleId: string, by: Actor, now: string): MemberRecord => ({
  ...before,
  roleId,
  invitedBy: by.id,
  invitedByName: by.name,
  expiresAt: endOfInvitation(now),
  ...changedBy(by, now),
  version: before.version + 1,
});

/** @returns the same record if they have the role already */
export const withMemberRole = (before: MemberRecord, roleId: string, by: Actor, now: string): MemberRecord =>
  before.roleId === roleId ? before : { ...before, roleId, ...changedBy(by, now), version: before.version + 1 };

/**
 * The record that stays of a removed member: only the name, because the audit log shows it. Source:
 * docs/design/security-model.md, "Members".
 */
export const removedMember = (before: MemberRecord, by: Actor, now: string): MemberRecord => ({
  ...before,
  status: 'removed',
  roleId: '',
  email: '',
  invitedBy: null,
  invitedByName: null,
  expiresAt: null,
  subjectKey: null,
  lastSeenAt: null,
  ...changedBy(by, now),
  version: before.version + 1,
});

/** The name of a person in a sentence. */
export const calledMember = ({ name, email }: MemberRecord): string => name ?? email;

/** How many members and invitations there are. */
const countMembers = ({ roles }: OrganizationRecord): number =>
  Object.values(roles).reduce((sum, { members }) => sum + members, 0);

/** Refuses the member after the 1,000th. */
export const checkMemberCount = (organization: OrganizationRecord): RuleResult<undefined> =>
  countMembers(organization) < maxMembers
    ? accept(undefined)
    : refuse(
        'conflict',
        'There are 1,000 members and invitations already, which is the most. Remove one of them first.',
      );

const isActiveOwner = (member: MemberRecord | null): boolean =>
  member !== null && member.status === 'active' && member.roleId === 'owner';

const roleOf = (member: MemberRecord | null): string | null =>
  member === null || member.status === 'removed' ? null : member.roleId;

const counted = (
  roles: OrganizationRecord['roles'],
  roleId: string | null,
  by: 1 | -1,
): OrganizationRecord['roles'] => {
  if (roleId === null) return roles;
  const entry = Object.hasOwn(roles, roleId) ? roles[roleId] : undefined;
  return { ...roles, [roleId]: { bits: entry?.bits ?? null, members: Math.max(0, (entry?.members ?? 0) + by) } };
};

/** Whether a change makes somebody stop being an active Owner. */
export const leavesOwners = (before: MemberRecord | null, after: MemberRecord): boolean =>
  isActiveOwner(before) && !isActiveOwner(after);

/** Refuses a change after which the organisation has neither an active Owner nor its first key. */
export const checkOwnersRemain = (
  { owners }: OrganizationRecord,
  before: MemberRecord,
  after: MemberRecord,
): RuleResult<undefined> =>
  leavesOwners(before, after) && !(owners.has(before.id) && owners.size > 1)
    ? refuse('last_owner', `${calledMember(before)} is the last Owner. Make somebody else an Owner first.`)
    : accept(undefined);

/**
 * The organisation after one of its members has changed: it counts the members of each role, and knows the active Owners.
 * @param before null for a new member
 */
export const withMember = (
  organization: OrganizationRecord,
  before: MemberRecord | null,
  after: MemberRecord,
): OrganizationRecord => {
  const roles = counted(counted(organization.roles, roleOf(before), -1), roleOf(after), 1);
  const others = [...organization.owners].filter((id) => id !== after.id);
  const wasOwner = organization.owners.has(after.id);
  const isOwner = isActiveOwner(after);
  const owners = wasOwner === isOwner ? organization.owners : new Set(isOwner ? [...others, after.id] : others);
  return { ...organization, roles, owners };
};

/** Builds the answer. @param roleName of the role, as it is called now */
export const presentMember = (member: MemberRecord, roleName: string): Member => {
  const isRemoved = member.status === 'removed';
  return {
    id: member.id,
    email: isRemoved ? null : member.email,
    name: member.name,
    status: member.status,
    role: isRemoved ? null : { id: member.roleId, name: roleName },
    invitedBy: member.invitedBy,
    invitedByName: member.invitedByName,
    expiresAt: member.expiresAt,
    createdAt: member.createdAt,
    lastSeenAt: member.lastSeenAt,
  };
};
