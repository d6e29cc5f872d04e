import { reconfigureWebhook } from '#shared/contract/endpoints/repository.ts';
import { secretsConfirmation } from '../../confirmations.ts';
import { nextSteps } from '../../next-steps.ts';
import { apiCommand } from '../../tree/command.ts';
import { flag } from '../../tree/options.ts';

/** `ocore repo reconfigure-webhook`. */
export const repoReconfigureWebhook = apiCommand('repo reconfigure-webhook', reconfigureWebhook, {
  summary: 'Make a new webhook URL and secret; the old ones work for 24 hours',
  examples: ['ocore repo reconfigure-webhook prj_…', 'ocore repo reconfigure-webhook prj_… --revoke-now'],
  arguments: ['project'],
  options: [flag('--revoke-now', 'revokeNow', 'the old URL and secret end at once')],
  shape: 'id',
  idOf: (body) => body.deployKey.id,
  said: (body) => nextSteps(body),
  confirmation: secretsConfirmation(
    'The old webhook URL and secret end at once. Pushes are not seen until the new ones are pasted.',
  ),
});
