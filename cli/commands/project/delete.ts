import { deleteProject } from '#shared/contract/endpoints/projects.ts';
import { projectConfirmation } from '../../confirmations.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore project delete`: shows what goes, and asks for the name. Source: manual, "Deleting a Project". */
export const projectDelete = apiCommand('project delete', deleteProject, {
  summary: 'Delete a project for good',
  examples: ['ocore project delete prj_…', 'ocore project delete prj_… --confirm "Odoo ERP Customizations"'],
  arguments: ['project'],
  shape: 'id',
  confirmation: projectConfirmation,
});
