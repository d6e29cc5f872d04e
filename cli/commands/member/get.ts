import { getMember } from '#shared/contract/endpoints/members.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore member get`. */
export const memberGet = apiCommand('member get', getMember, {
  summary: 'Show a member or an invitation',
  examples: ['ocore member get mem_…', 'ocore member get mona@acme.example -o yaml'],
  arguments: ['member'],
  shape: 'one',
});
