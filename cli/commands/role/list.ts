import { listRoles } from '#shared/contract/endpoints/roles.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore role list`. */
export const roleList = apiCommand('role list', listRoles, {
  summary: 'List the roles: those of every organisation first, then its own',
  examples: ['ocore role list'],
  shape: 'list',
  columns: (one) => ({
    id: one.id,
    name: one.name,
    system: one.isSystem,
    members: one.memberCount,
    permissions: one.permissions,
  }),
});
