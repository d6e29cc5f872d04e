import { revealSecret } from '#shared/contract/endpoints/repository.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore repo reveal-secret`: the secret is the data, so it goes to stdout. */
export const repoRevealSecret = apiCommand('repo reveal-secret', revealSecret, {
  summary: 'Show the secret of the webhook once more; the audit log tells who saw it',
  examples: ['ocore repo reveal-secret prj_…'],
  arguments: ['project'],
  shape: 'one',
  idOf: null,
});
