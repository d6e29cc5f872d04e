import {
  createRole,
  deleteRole,
  getRole,
  listPermissions,
  listRoles,
  updateRole,
} from '#shared/contract/endpoints/roles.ts';
import type { Role } from '#shared/contract/role.ts';
import { useGuardedWrite } from '../api/use-guarded-write.ts';
import { useRead } from '../api/use-read.ts';
import { useWrite } from '../api/use-write.ts';

/** They change with a release of the service alone. */
const permissionsMs = 60 * 60_000;

/** All permissions, with what each allows in words. */
export const usePermissions = () => useRead(listPermissions, {}, { restingMs: permissionsMs });

/** The roles: those of every organisation first. There are at most 54. */
export const useRoles = (enabled = true) => useRead(listRoles, {}, { enabled });

const useRole = (roleId: string) => useRead(getRole, { params: { roleId } });

/** A form that changes a role: see `useGuardedWrite`. */
export const useUpdateRole = (role: Role) =>
  useGuardedWrite(updateRole, role, useRole(role.id), ({ name, description, permissions }) => ({
    name,
    description,
    permissions,
  }));

/** The parameters and If-Match of a write to a role. */
export const useRoleTarget = (roleId: string) => {
  const etag = useRole(roleId).data?.etag ?? null;
  return { params: { roleId }, ...(etag === null ? {} : { ifMatch: etag }) };
};

export const useCreateRole = () => useWrite(createRole);
export const useDeleteRole = () => useWrite(deleteRole);
