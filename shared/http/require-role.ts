import type { OrganizationId, RoleId } from '#shared/contract/id.ts';
import { idPattern } from '#shared/contract/id-prefixes.ts';
import { invalidField, Problem } from '#shared/contract/problem.ts';
import { roleFromItem } from '#shared/data/items/role-item.ts';
import { type Key, keys } from '#shared/data/table/keys.ts';
import { type Rights, rightsOfRole } from '#shared/domain/access/rights.ts';
import { permissionsOfRole, presentRole, presentSystemRole, type RoleState } from '#shared/domain/access/roles.ts';
import { isSystemRole, systemRoles } from '#shared/domain/access/system-roles.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';
import type { RoleRecord } from '#shared/domain/records/role.ts';
import { created, ok, type Reply } from './reply.ts';
import { notFound } from './require-permission.ts';

/** An id of a role of an organisation's own. */
export const isOwnRoleId = (id: string): id is RoleId => idPattern('role').test(id);

/**
 * The key of a role that is to be changed.
 * @param roleId from the path, unchecked
 * @throws Problem `conflict` for a role that every organisation has, `not_found` for what is no id of a role
 */
export const changeableRoleKey = (organization: OrganizationId, roleId: string): Key => {
  if (isSystemRole(roleId)) {
    throw new Problem(
      'conflict',
      `${systemRoles[roleId].name} is a role that every organisation has, and stays as it is. Make one of your own with POST /api/roles.`,
    );
  }
  if (!isOwnRoleId(roleId)) throw notFound();
  return keys.role(organization, roleId);
};

const stateOf = (organization: OrganizationRecord, role: RoleRecord): RoleState => ({
  role,
  permissions: permissionsOfRole(organization, role.id),
});

/** @param item of the role @throws Problem `not_found` if there is none */
export const requireRole = (
  organization: OrganizationRecord,
  item: Readonly<Record<string, unknown>> | undefined,
): RoleState => {
  if (item === undefined) throw notFound();
  return stateOf(organization, roleFromItem(item));
};

/**
 * 200 with a role, of the organisation's own or of every organisation.
 * @param role null if the organisation has no such role of its own
 * @throws Problem `not_found`
 */
export const anyRoleReply = (organization: OrganizationRecord, roleId: string, role: RoleRecord | null): Reply => {
  if (isSystemRole(roleId)) return ok(presentSystemRole(organization, roleId), 1);
  if (role === null) throw notFound();
  return roleReply(200, organization, stateOf(organization, role));
};

/** 200 with a role; 201 with its address if it is new. */
export const roleReply = (status: 200 | 201, organization: OrganizationRecord, state: RoleState): Reply => {
  const body = presentRole(organization, state);
  const { id, version } = state.role;
  return status === 200 ? ok(body, version) : created(body, version, `/api/roles/${id}`);
};

/** A role that is given to somebody. */
export type GivenRole = { readonly id: string; readonly name: string; readonly rights: Rights };

const noRole = (): Problem => invalidField('#/roleId', 'must be the id of a role, as GET /api/roles lists them');

/**
 * The key of a role that is to be given; there is no item of one that every organisation has.
 * @param roleId from the body, unchecked
 * @throws Problem `validation_failed` for what is no id of a role
 */
export const givenRoleKey = (organization: OrganizationId, roleId: string): Key => {
  if (!isSystemRole(roleId) && !isOwnRoleId(roleId)) throw noRole();
  return keys.role(organization, roleId);
};

/** @param item of the role @throws Problem `validation_failed` if the organisation has no such role */
export const requireGivenRole = (
  organization: OrganizationRecord,
  roleId: string,
  item: Readonly<Record<string, unknown>> | undefined,
): GivenRole => {
  const rights = rightsOfRole(organization, roleId);
  if (rights === null) throw noRole();
  if (isSystemRole(roleId)) return { id: roleId, name: systemRoles[roleId].name, rights };
  if (item === undefined) throw noRole();
  return { id: roleId, name: roleFromItem(item).name, rights };
};
