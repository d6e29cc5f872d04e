import { deleteBranchMapping } from '#shared/contract/endpoints/branch-mappings.ts';
import { mappingConfirmation } from '../../confirmations.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore mapping remove`: asks for the pattern. */
export const mappingRemove = apiCommand('mapping remove', deleteBranchMapping, {
  summary: 'Remove a branch mapping',
  examples: ['ocore mapping remove prj_… map_…', 'ocore mapping remove prj_… map_… --confirm main'],
  arguments: ['project', 'mapping'],
  shape: 'id',
  confirmation: mappingConfirmation,
});
