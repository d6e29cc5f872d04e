import { revokeApiKey } from '#shared/contract/endpoints/organization.ts';
import { apiKeyConfirmation } from '../../confirmations.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore api-key revoke`: asks for the key's name. */
export const apiKeyRevoke = apiCommand('api-key revoke', revokeApiKey, {
  summary: 'Revoke an API key for good',
  examples: ['ocore api-key revoke key_…', 'ocore api-key revoke key_… --confirm CI'],
  arguments: ['apiKey'],
  shape: 'id',
  confirmation: apiKeyConfirmation,
});
