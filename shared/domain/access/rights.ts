import type { Permission } from '#shared/contract/permission.ts';
import { permissionsOfBits } from '#shared/contract/permission-bits.ts';
import type { ApiKeyRecord } from '#shared/domain/records/api-key.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';
import { closureOf } from './closure.ts';
import { isSystemRole, systemRoles } from './system-roles.ts';

/** What a member or a key may do in its organisation, before the access of a project is looked at. */
export type Rights = {
  /** With all that they include. */
  readonly permissions: readonly Permission[];
  /** Owner and Admin, who need no grant on a restricted project. */
  readonly unrestricted: boolean;
  /** An Owner, or the first key. Only these touch each other. */
  readonly isOwner: boolean;
};

const ofOwner: Rights = { permissions: systemRoles.owner.permissions, unrestricted: true, isOwner: true };

/** What a role allows; null if there is no such role. */
export const rightsOfRole = ({ roles }: OrganizationRecord, roleId: string): Rights | null => {
  if (isSystemRole(roleId)) {
    const { permissions } = systemRoles[roleId];
    return {
      permissions: closureOf(permissions),
      unrestricted: roleId === 'owner' || roleId === 'admin',
      isOwner: roleId === 'owner',
    };
  }
  const bits = Object.hasOwn(roles, roleId) ? roles[roleId]?.bits : undefined;
  if (bits === undefined || bits === null) return null;
  return { permissions: closureOf(permissionsOfBits(bits)), unrestricted: false, isOwner: false };
};

/** What a member may do; null for all but active members. */
export const rightsOfMember = (organization: OrganizationRecord, member: MemberRecord): Rights | null =>
  member.status === 'active' ? rightsOfRole(organization, member.roleId) : null;

/**
 * What a key may do: those of its own permissions that its creator still has; null if its creator is gone.
 * @param creator the rights of its creator now; null for the first key and for a creator that is gone
 */
export const rightsOfKey = (key: ApiKeyRecord, creator: Rights | null): Rights | null => {
  if (key.role === 'owner') return ofOwner;
  if (creator === null) return null;
  const own = closureOf(key.permissions);
  return {
    permissions: creator.permissions.filter((one) => own.includes(one)),
    unrestricted: false,
    isOwner: false,
  };
};
