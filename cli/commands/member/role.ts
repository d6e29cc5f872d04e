import { updateMemberRole } from '#shared/contract/endpoints/members.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore member role`. */
export const memberRole = apiCommand('member role', updateMemberRole, {
  summary: 'Give a member or an invitation another role',
  examples: ['ocore member role mem_… admin', 'ocore member role mona@acme.example "Release manager"'],
  arguments: ['member', 'role'],
  shape: 'id',
});
