import { getBranchMapping } from '#shared/contract/endpoints/branch-mappings.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore mapping get`. */
export const mappingGet = apiCommand('mapping get', getBranchMapping, {
  summary: 'Show a branch mapping',
  examples: ['ocore mapping get prj_… map_…'],
  arguments: ['project', 'mapping'],
  shape: 'one',
});
