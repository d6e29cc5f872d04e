import { GrantLevel } from '#shared/contract/access.ts';
import { updateGrant } from '#shared/contract/endpoints/projects.ts';
import { apiCommand } from '../../tree/command.ts';
import { choice } from '../../tree/options.ts';

/** `ocore access grant`. */
export const accessGrant = apiCommand('access grant', updateGrant, {
  summary: 'Let a member or an API key see, deploy or manage a restricted project',
  examples: [
    'ocore access grant prj_… mona@acme.example --level deploy',
    'ocore access grant Shop key_… --level deploy',
  ],
  arguments: ['project', 'principal'],
  options: [
    choice('--level <level>', 'level', GrantLevel.options, 'each includes those before it', { required: true }),
  ],
  shape: 'id',
  idOf: (body) => body.principalId,
});
