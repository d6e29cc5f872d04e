import { regenerateKey } from '#shared/contract/endpoints/repository.ts';
import { secretsConfirmation } from '../../confirmations.ts';
import { nextSteps } from '../../next-steps.ts';
import { apiCommand } from '../../tree/command.ts';
import { flag } from '../../tree/options.ts';

/** `ocore repo regenerate-key`. */
export const repoRegenerateKey = apiCommand('repo regenerate-key', regenerateKey, {
  summary: 'Make a new deploy key; the old one works until the new one is proved',
  examples: ['ocore repo regenerate-key prj_…', 'ocore repo regenerate-key prj_… --revoke-now'],
  arguments: ['project'],
  options: [flag('--revoke-now', 'revokeNow', 'the old key ends at once')],
  shape: 'id',
  idOf: (body) => body.deployKey.id,
  said: (body) => nextSteps(body),
  confirmation: secretsConfirmation(
    'The old deploy key ends at once. Runners cannot fetch until the new one is added.',
  ),
});
