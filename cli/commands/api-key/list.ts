import { listApiKeys } from '#shared/contract/endpoints/organization.ts';
import { apiCommand } from '../../tree/command.ts';
import { wholeNumber } from '../../tree/options.ts';

/** `ocore api-key list`. */
export const apiKeyList = apiCommand('api-key list', listApiKeys, {
  summary: 'List the API keys, newest first',
  examples: ['ocore api-key list', 'ocore api-key list --all -o json'],
  options: [wholeNumber('--limit <number>', 'limit', 'rows of a page, 1 to 100')],
  shape: 'list',
  columns: (one) => ({
    id: one.id,
    name: one.name,
    prefix: one.prefix,
    permissions: one.permissions,
    expires: one.expiresAt,
    used: one.lastUsedAt,
    createdBy: one.createdByName,
  }),
});
