import { listRoles } from '#shared/contract/endpoints/roles.ts';
import { systemRoleIds } from '#shared/contract/system-role-ids.ts';
import { readRoles } from '#shared/data/organization/roles.ts';
import { permissionsOfRole, presentRole, presentSystemRole } from '#shared/domain/access/roles.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answer } from '#shared/http/reply.ts';
import { notFound } from '#shared/http/require-permission.ts';

/** Lists all roles of an organisation, those of the system first. */
export const handler = endpoint(
  listRoles,
  async ({ principal }) => {
    const found = await readRoles(principal.organization.id);
    if (found === null) throw notFound();
    const { organization } = found;
    const own = found.roles.map((role) => {
      const permissions = permissionsOfRole(organization, role.id);
      return presentRole(organization, { role, permissions });
    });
    const roles = [...systemRoleIds.map((id) => presentSystemRole(organization, id)), ...own];
    return answer({ roles, nextCursor: null });
  },
  { config: ['TABLE_NAME'] },
);
