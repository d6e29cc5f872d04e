import { updateAccess } from '#shared/contract/endpoints/projects.ts';
import { apiCommand } from '../../tree/command.ts';
import { modeSaid } from './access-of.ts';

/** `ocore access open`: prints the id of the project. */
export const accessOpen = apiCommand('access open', updateAccess, {
  summary: 'Let everybody of the organisation see a project; the grants stay',
  examples: ['ocore access open prj_…'],
  arguments: ['project'],
  sends: { mode: 'organization' },
  shape: 'id',
  idOf: (_access, { projectId = '' }) => projectId,
  said: modeSaid,
});
