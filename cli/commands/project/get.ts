import { getProject } from '#shared/contract/endpoints/projects.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore project get`. */
export const projectGet = apiCommand('project get', getProject, {
  summary: 'Show a project with its branch mappings',
  examples: ['ocore project get prj_…', 'ocore project get "Odoo ERP Customizations" -o yaml'],
  arguments: ['project'],
  shape: 'one',
});
