import { listMembers } from '#shared/contract/endpoints/members.ts';
import { apiCommand } from '../../tree/command.ts';
import { wholeNumber } from '../../tree/options.ts';

/** `ocore member list`. */
export const memberList = apiCommand('member list', listMembers, {
  summary: 'List members and invitations, newest first',
  examples: ['ocore member list', 'ocore member list --all -o json'],
  options: [wholeNumber('--limit <number>', 'limit', 'rows of a page, 1 to 100')],
  shape: 'list',
  columns: (one) => ({
    id: one.id,
    email: one.email,
    name: one.name,
    status: one.status,
    role: one.role?.name,
    expires: one.expiresAt,
    seen: one.lastSeenAt,
  }),
});
