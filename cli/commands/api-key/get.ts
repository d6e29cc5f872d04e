import { getApiKey } from '#shared/contract/endpoints/organization.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore api-key get`. */
export const apiKeyGet = apiCommand('api-key get', getApiKey, {
  summary: 'Show an API key, without its text',
  examples: ['ocore api-key get key_…'],
  arguments: ['apiKey'],
  shape: 'one',
});
