import { removeSubmodule } from '#shared/contract/endpoints/repository.ts';
import { submoduleConfirmation } from '../../confirmations.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore submodule remove`. */
export const submoduleRemove = apiCommand('submodule remove', removeSubmodule, {
  summary: 'Remove the key of a submodule',
  examples: ['ocore submodule remove prj_… sub_…', 'ocore submodule remove prj_… sub_… --confirm acme/private-addons'],
  arguments: ['project', 'submodule'],
  shape: 'one',
  idOf: null,
  confirmation: submoduleConfirmation,
});
