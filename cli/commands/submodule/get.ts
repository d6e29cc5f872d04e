import { getSubmodule } from '#shared/contract/endpoints/repository.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore submodule get`. */
export const submoduleGet = apiCommand('submodule get', getSubmodule, {
  summary: 'Show the key of a submodule, and whether it works',
  examples: ['ocore submodule get prj_… sub_…'],
  arguments: ['project', 'submodule'],
  shape: 'one',
});
