import { deleteGrant } from '#shared/contract/endpoints/projects.ts';
import { grantConfirmation } from '../../confirmations.ts';
import { apiCommand } from '../../tree/command.ts';
import { flag } from '../../tree/options.ts';

/** `ocore access revoke`: asks for the name of who loses the grant. */
export const accessRevoke = apiCommand('access revoke', deleteGrant, {
  summary: 'Take a grant away',
  examples: ['ocore access revoke prj_… mona@acme.example', 'ocore access revoke prj_… key_… --confirm CI'],
  arguments: ['project', 'principal'],
  options: [flag('--force', 'force', 'also what you manage the project by yourself')],
  shape: 'id',
  confirmation: grantConfirmation,
});
