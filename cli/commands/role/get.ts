import { getRole } from '#shared/contract/endpoints/roles.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore role get`. */
export const roleGet = apiCommand('role get', getRole, {
  summary: 'Show a role',
  examples: ['ocore role get developer', 'ocore role get "Release manager" -o yaml'],
  arguments: ['role'],
  shape: 'one',
});
