import { leaveOrganization } from '#shared/contract/endpoints/members.ts';
import { membershipConfirmation } from '../../confirmations.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore member leave`: asks for the slug of the organisation. Nothing is named, so nothing is printed. */
export const memberLeave = apiCommand('member leave', leaveOrganization, {
  summary: 'Leave the organisation',
  examples: ['ocore member leave', 'ocore member leave --org acme --confirm acme'],
  shape: 'one',
  idOf: null,
  confirmation: membershipConfirmation,
});
