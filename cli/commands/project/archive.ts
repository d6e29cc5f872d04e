import { archiveProject } from '#shared/contract/endpoints/projects.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore project archive`. */
export const projectArchive = apiCommand('project archive', archiveProject, {
  summary: 'Hide a project from the list, cancel what waits, and keep everything',
  examples: ['ocore project archive prj_…'],
  arguments: ['project'],
  shape: 'id',
});
