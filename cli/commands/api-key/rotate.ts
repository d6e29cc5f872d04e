import { rotateApiKey } from '#shared/contract/endpoints/organization.ts';
import { apiKeySecretsConfirmation } from '../../confirmations.ts';
import { apiCommand } from '../../tree/command.ts';
import { flag } from '../../tree/options.ts';
import { secretSaid } from './secret-said.ts';

/** `ocore api-key rotate`: the new text is the data, so it goes to stdout, alone. */
export const apiKeyRotate = apiCommand('api-key rotate', rotateApiKey, {
  summary: 'Make a new text of an API key and print it; the old one works for 24 hours',
  examples: ['ocore api-key rotate key_…', 'ocore api-key rotate key_… --revoke-now'],
  arguments: ['apiKey'],
  options: [flag('--revoke-now', 'revokeNow', 'all earlier texts end at once')],
  shape: 'one',
  idOf: null,
  secretOf: (body) => body.key,
  said: secretSaid,
  confirmation: apiKeySecretsConfirmation,
});
