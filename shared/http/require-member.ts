import type { MemberId } from '#shared/contract/id.ts';
import { idPattern } from '#shared/contract/id-prefixes.ts';
import { Problem } from '#shared/contract/problem.ts';
import { memberFromItem } from '#shared/data/items/member-item.ts';
import { calledMember, presentMember } from '#shared/domain/access/members.ts';
import { rightsOfRole } from '#shared/domain/access/rights.ts';
import { isSystemRole, systemRoles } from '#shared/domain/access/system-roles.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';
import type { RoleRecord } from '#shared/domain/records/role.ts';
import { created, ok, type Reply } from './reply.ts';
import { notFound } from './require-permission.ts';
import { type PresentStanding, requireTouch } from './require-standing.ts';

/** @param id from a path, unchecked @throws Problem `not_found` for what is no id of a member */
export const requireMemberId = (id: string): MemberId => {
  if (!idPattern('member').test(id)) throw notFound();
  return id as MemberId;
};

/** @param item of the member @throws Problem `not_found` if there is none */
export const requireMember = (item: Readonly<Record<string, unknown>> | undefined): MemberRecord => {
  if (item === undefined) throw notFound();
  return memberFromItem(item);
};

/** @throws Problem `conflict` for one who was removed */
export const requirePresent = (member: MemberRecord): void => {
  if (member.status !== 'removed') return;
  throw new Problem(
    'conflict',
    `${member.name ?? 'This invitation'} was removed. Invite them again with POST /api/members/invite.`,
  );
};

/** Applies the rule of giving to what a member holds now. @throws Problem `permission_missing` */
export const requireTouchOfMember = (standing: PresentStanding, member: MemberRecord): void => {
  const rights = rightsOfRole(standing.organization, member.roleId);
  if (rights !== null) requireTouch(standing, calledMember(member), rights);
};

/** The name of a role. @param roles of the organisation's own; one that is missing among them is called by its id */
export const roleNameOf = (roleId: string, roles: readonly RoleRecord[]): string =>
  isSystemRole(roleId) ? systemRoles[roleId].name : (roles.find(({ id }) => id === roleId)?.name ?? roleId);

/** 200 with a member; 201 with their address if they were invited. */
export const memberReply = (status: 200 | 201, member: MemberRecord, roleName: string): Reply => {
  const body = presentMember(member, roleName);
  return status === 200 ? ok(body, member.version) : created(body, member.version, `/api/members/${member.id}`);
};
