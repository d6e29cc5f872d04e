import { validateSubmodule } from '#shared/contract/endpoints/repository.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore submodule verify`. */
export const submoduleVerify = apiCommand('submodule verify', validateSubmodule, {
  summary: 'Test the key of a submodule',
  examples: ['ocore submodule verify prj_… sub_…'],
  arguments: ['project', 'submodule'],
  shape: 'one',
  idOf: null,
});
