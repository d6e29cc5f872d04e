import { listPermissions } from '#shared/contract/endpoints/roles.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore permission list`. */
export const permissionList = apiCommand('permission list', listPermissions, {
  summary: 'List all permissions that a role or an API key may have',
  examples: ['ocore permission list', 'ocore permission list -o id'],
  shape: 'list',
  columns: (one) => ({ id: one.id, includes: one.includes, description: one.description }),
});
