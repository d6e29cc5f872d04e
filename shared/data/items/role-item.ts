import { ifAbsent, ifVersion } from '#shared/data/table/conditions.ts';
import { recordFromItem } from '#shared/data/table/item.ts';
import { keys } from '#shared/data/table/keys.ts';
import type { Write } from '#shared/data/table/transact.ts';
import type { RoleRecord } from '#shared/domain/records/role.ts';

/** Reads a role's item. */
export const roleFromItem = (item: Record<string, unknown>): RoleRecord => recordFromItem<RoleRecord>(item);

/** Writes a role over the previous version, or as a new item if this is the first one. */
export const roleWrite = (role: RoleRecord): Write => ({
  label: 'role',
  Put: { Item: { ...role, ...keys.role(role.organizationId, role.id) }, ...ifVersion(role.version - 1) },
});

/** Takes a role's name. */
export const roleNameWrite = ({ organizationId, id, name }: RoleRecord): Write => ({
  label: 'name',
  Put: { Item: { ...keys.roleName(organizationId, name), roleId: id }, ...ifAbsent },
});

/** Frees a role's name. */
export const freeRoleNameWrite = ({ organizationId, name }: RoleRecord): Write => ({
  label: 'name freed',
  Delete: { Key: keys.roleName(organizationId, name) },
});

/** Deletes a role's item under the version that was read. */
export const deleteRoleWrite = ({ organizationId, id, version }: RoleRecord): Write => ({
  label: 'role',
  Delete: { Key: keys.role(organizationId, id), ...ifVersion(version) },
});
