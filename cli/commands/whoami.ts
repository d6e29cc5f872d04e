import { getMe } from '#shared/contract/endpoints/organization.ts';
import { apiCommand } from '../tree/command.ts';

/** `ocore whoami`. */
export const whoami = apiCommand('whoami', getMe, {
  summary: 'Show who calls, in which organisation, with which permissions',
  examples: ['ocore whoami', 'ocore whoami --json'],
  shape: 'one',
  idOf: (one) => (typeof one === 'object' && 'principal' in one ? (one.principal.id ?? '') : ''),
});
