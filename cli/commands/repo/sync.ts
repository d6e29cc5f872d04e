import { syncRepository } from '#shared/contract/endpoints/repository.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore repo sync`. */
export const repoSync = apiCommand('repo sync', syncRepository, {
  summary: 'Ask the provider where the repository is now',
  examples: ['ocore repo sync prj_…'],
  arguments: ['project'],
  shape: 'id',
  idOf: (body) => body.deployKey.id,
});
