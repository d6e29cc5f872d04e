import { getRole } from '#shared/contract/endpoints/roles.ts';
import { readRole } from '#shared/data/organization/roles.ts';
import { isSystemRole } from '#shared/domain/access/system-roles.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { notFound } from '#shared/http/require-permission.ts';
import { anyRoleReply, isOwnRoleId } from '#shared/http/require-role.ts';

/** Reads a role. */
export const handler = endpoint(
  getRole,
  async ({ principal, params: { roleId } }) => {
    if (!isSystemRole(roleId) && !isOwnRoleId(roleId)) throw notFound();
    const found = await readRole(principal.organization.id, roleId);
    if (found === null) throw notFound();
    return anyRoleReply(found.organization, roleId, found.role);
  },
  { config: ['TABLE_NAME'] },
);
