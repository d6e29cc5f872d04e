import { getRepository } from '#shared/contract/endpoints/repository.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore repo get`. */
export const repoGet = apiCommand('repo get', getRepository, {
  summary: 'Show the repository, its deploy key, its webhook and the next steps',
  examples: ['ocore repo get prj_…'],
  arguments: ['project'],
  shape: 'one',
  idOf: (one) => (typeof one === 'object' && 'deployKey' in one ? one.deployKey.id : ''),
});
