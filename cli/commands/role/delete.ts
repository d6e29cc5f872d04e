import { deleteRole } from '#shared/contract/endpoints/roles.ts';
import { roleConfirmation } from '../../confirmations.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore role delete`: asks for the name. */
export const roleDelete = apiCommand('role delete', deleteRole, {
  summary: 'Delete a role that nobody has',
  examples: ['ocore role delete rol_…', 'ocore role delete rol_… --confirm "Release manager"'],
  arguments: ['role'],
  shape: 'id',
  confirmation: roleConfirmation,
});
