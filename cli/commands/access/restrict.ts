import { updateAccess } from '#shared/contract/endpoints/projects.ts';
import { apiCommand } from '../../tree/command.ts';
import { modeSaid } from './access-of.ts';

/** `ocore access restrict`: prints the id of the project. */
export const accessRestrict = apiCommand('access restrict', updateAccess, {
  summary: 'Let only those with a grant see a project, besides Owners and Admins',
  examples: ['ocore access restrict prj_…'],
  arguments: ['project'],
  sends: { mode: 'restricted' },
  shape: 'id',
  idOf: (_access, { projectId = '' }) => projectId,
  said: modeSaid,
});
