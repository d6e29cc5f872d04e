import { updateRole } from '#shared/contract/endpoints/roles.ts';
import { apiCommand } from '../../tree/command.ts';
import { clearable, list, text } from '../../tree/options.ts';

/** `ocore role update`. */
export const roleUpdate = apiCommand('role update', updateRole, {
  summary: 'Change a role; what is not given stays',
  examples: [
    'ocore role update "Release manager" --permission deploy:projects view:audit-logs view:members',
    'ocore role update rol_… --name Releases',
  ],
  arguments: ['role'],
  options: [
    text('--name <name>', 'name', 'the new name'),
    list('--permission <permissions...>', 'permissions', 'all that it allows from now on'),
    clearable('--description <text>', 'description', 'what it is for'),
  ],
  shape: 'id',
});
