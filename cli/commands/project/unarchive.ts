import { unarchiveProject } from '#shared/contract/endpoints/projects.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore project unarchive`. */
export const projectUnarchive = apiCommand('project unarchive', unarchiveProject, {
  summary: 'Bring an archived project back',
  examples: ['ocore project unarchive prj_…'],
  arguments: ['project'],
  shape: 'id',
});
