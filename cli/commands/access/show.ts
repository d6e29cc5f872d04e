import { getAccess } from '#shared/contract/endpoints/projects.ts';
import { apiCommand } from '../../tree/command.ts';
import { grantColumns, modeSaid } from './access-of.ts';

/** `ocore access show`: the grants are the rows; the mode is said beside them. */
export const accessShow = apiCommand('access show', getAccess, {
  summary: 'Show who may see a project: its mode and its grants',
  examples: ['ocore access show prj_…', 'ocore access show Shop -o json'],
  arguments: ['project'],
  shape: 'list',
  columns: grantColumns,
  idOf: (one) => ('principalId' in one ? one.principalId : ''),
  said: modeSaid,
});
