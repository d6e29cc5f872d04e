import { deleteMember } from '#shared/contract/endpoints/members.ts';
import { memberConfirmation } from '../../confirmations.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore member remove`: asks for the e-mail address. */
export const memberRemove = apiCommand('member remove', deleteMember, {
  summary: 'Remove a member with the API keys that they made, or take an invitation back',
  examples: ['ocore member remove mem_…', 'ocore member remove mem_… --confirm mona@acme.example'],
  arguments: ['member'],
  shape: 'id',
  confirmation: memberConfirmation,
});
