import { validateRepository } from '#shared/contract/endpoints/repository.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore repo validate`. */
export const repoValidate = apiCommand('repo validate', validateRepository, {
  summary: 'Test the connection with the deploy key',
  examples: ['ocore repo validate prj_…'],
  arguments: ['project'],
  shape: 'one',
  idOf: null,
});
