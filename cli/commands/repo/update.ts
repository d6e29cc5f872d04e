import { updateRepository } from '#shared/contract/endpoints/repository.ts';
import { apiCommand } from '../../tree/command.ts';
import { text } from '../../tree/options.ts';

/** `ocore repo update`. */
export const repoUpdate = apiCommand('repo update', updateRepository, {
  summary: 'Change the default branch',
  examples: ['ocore repo update prj_… --branch 18.0'],
  arguments: ['project'],
  options: [text('--branch <branch>', 'branch', 'the branch to track', { required: true })],
  shape: 'id',
  idOf: (body) => body.deployKey.id,
});
