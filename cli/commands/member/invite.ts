import { inviteMember } from '#shared/contract/endpoints/members.ts';
import { apiCommand } from '../../tree/command.ts';
import { role } from '../../tree/options.ts';

/** `ocore member invite`: also renews an invitation. */
export const memberInvite = apiCommand('member invite', inviteMember, {
  summary: 'Invite somebody for 7 days; oCore sends no mail',
  examples: ['ocore member invite mona@acme.example --role developer'],
  arguments: ['email'],
  options: [role],
  shape: 'id',
});
