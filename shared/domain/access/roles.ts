import type { RoleId } from '#shared/contract/id.ts';
import { permissions as allPermissions, type Permission } from '#shared/contract/permission.ts';
import { permissionBits, permissionsOfBits } from '#shared/contract/permission-bits.ts';
import type { CreateRoleBody, Role, UpdateRoleBody } from '#shared/contract/role.ts';
import { type SystemRoleId, systemRoleIds } from '#shared/contract/system-role-ids.ts';
import { type Actor, changedBy } from '#shared/domain/actor.ts';
import { foldName } from '#shared/domain/fold-name.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';
import type { RoleRecord } from '#shared/domain/records/role.ts';
import { accept, type RuleResult, refuse } from '#shared/domain/rule-result.ts';
import { closureOf } from './closure.ts';
import type { Rights } from './rights.ts';
import { systemRoles } from './system-roles.ts';

/** How many roles an organisation makes beside those of the system. Their bits stand in its own item. */
const maxRoles = 50;

/** A role of an organisation with its permissions, as they were sent. */
export type RoleState = { readonly role: RoleRecord; readonly permissions: readonly Permission[] };

/** What somebody with these permissions may do. */
export const rightsOfPermissions = (permissions: readonly Permission[]): Rights => ({
  permissions: closureOf(permissions),
  unrestricted: false,
  isOwner: false,
});

/** The permissions that an organisation's item holds for one of its own roles; none where it holds no such role. */
export const permissionsOfRole = ({ roles }: OrganizationRecord, id: string): readonly Permission[] =>
  Object.hasOwn(roles, id) ? permissionsOfBits(roles[id]?.bits ?? 0) : [];

/** How many members and invitations have a role. */
export const membersOfRole = ({ roles }: OrganizationRecord, id: string): number =>
  Object.hasOwn(roles, id) ? (roles[id]?.members ?? 0) : 0;

// As a list from the contract: each once, in its order.
const canonical = (sent: readonly Permission[]): readonly Permission[] =>
  allPermissions.filter((one) => sent.includes(one));

/** Refuses the name of a role of the system, in any case: nobody could tell two roles of one name apart. */
const checkName = (name: string): RuleResult<string> =>
  systemRoleIds.some((id) => foldName(systemRoles[id].name) === foldName(name))
    ? refuse(
        'name_taken',
        `name: "${name}" is the name of a role that every organisation has. Choose another name.`,
        '#/name',
      )
    : accept(name);

/** @param now RFC 3339 @returns refused for the name of a system role, and for the role after the 50th */
export const newRole = (
  organization: OrganizationRecord,
  id: RoleId,
  body: CreateRoleBody,
  by: Actor,
  now: string,
): RuleResult<RoleState> => {
  const name = checkName(body.name);
  if (!name.ok) return name;
  const own = Object.values(organization.roles).filter(({ bits }) => bits !== null).length;
  if (own >= maxRoles) {
    return refuse('conflict', `There are ${maxRoles} roles already, which is the most. Delete or change one of them.`);
  }
  const role: RoleRecord = {
    organizationId: organization.id,
    id,
    name: body.name,
    description: body.description ?? null,
    createdAt: now,
    ...changedBy(by, now),
    version: 1,
  };
  return accept({ role, permissions: canonical(body.permissions) });
};

/** Applies the fields of the request. @returns the same state if nothing changes */
export const changeRole = (before: RoleState, body: UpdateRoleBody, by: Actor, now: string): RuleResult<RoleState> => {
  const { role } = before;
  const permissions = body.permissions === undefined ? before.permissions : canonical(body.permissions);
  const name = body.name ?? role.name;
  const description = body.description === undefined ? role.description : body.description;
  const same =
    name === role.name &&
    description === role.description &&
    permissionBits(permissions) === permissionBits(before.permissions);
  if (same) return accept(before);
  const checked = checkName(name);
  if (!checked.ok) return checked;
  const changed = { ...role, name, description, ...changedBy(by, now), version: role.version + 1 };
  return accept({ role: changed, permissions });
};

/** The organisation with a role as it is now: its permissions change, its members stay. */
export const withRole = (organization: OrganizationRecord, { role, permissions }: RoleState): OrganizationRecord => ({
  ...organization,
  roles: {
    ...organization.roles,
    [role.id]: { bits: permissionBits(permissions), members: membersOfRole(organization, role.id) },
  },
});

/** The organisation without a role. */
export const withoutRole = (organization: OrganizationRecord, id: RoleId): OrganizationRecord => {
  const { [id]: _gone, ...roles } = organization.roles;
  return { ...organization, roles };
};

/** Builds the answer for a role of the organisation's own. */
export const presentRole = (organization: OrganizationRecord, { role, permissions }: RoleState): Role => ({
  id: role.id,
  name: role.name,
  description: role.description,
  isSystem: false,
  permissions: [...permissions],
  memberCount: membersOfRole(organization, role.id),
  createdAt: role.createdAt,
  updatedAt: role.updatedAt,
  updatedBy: role.updatedBy,
  updatedByName: role.updatedByName,
});

/** Builds the answer for a role that every organisation has. Nobody made it, and nobody changes it. */
export const presentSystemRole = (organization: OrganizationRecord, id: SystemRoleId): Role => ({
  id,
  name: systemRoles[id].name,
  description: systemRoles[id].description,
  isSystem: true,
  permissions: [...systemRoles[id].permissions],
  memberCount: membersOfRole(organization, id),
  createdAt: null,
  updatedAt: null,
  updatedBy: null,
  updatedByName: null,
});
