import { createRole } from '#shared/contract/endpoints/roles.ts';
import { apiCommand } from '../../tree/command.ts';
import { list, text } from '../../tree/options.ts';

/** `ocore role create`. */
export const roleCreate = apiCommand('role create', createRole, {
  summary: 'Create a role of permissions that you have yourself',
  examples: ['ocore role create --name "Release manager" --permission deploy:projects view:audit-logs'],
  options: [
    text('--name <name>', 'name', 'a name that no other role has', { required: true }),
    { ...list('--permission <permissions...>', 'permissions', 'what it allows'), required: true },
    text('--description <text>', 'description', 'what it is for'),
  ],
  shape: 'id',
});
