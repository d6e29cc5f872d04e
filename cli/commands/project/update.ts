import { updateProject } from '#shared/contract/endpoints/projects.ts';
import { apiCommand } from '../../tree/command.ts';
import { clearable, text } from '../../tree/options.ts';

/** `ocore project update`. Source: manual, "Updating a Project". */
export const projectUpdate = apiCommand('project update', updateProject, {
  summary: 'Change name, description or Odoo version of a project',
  examples: ['ocore project update prj_… --name "Updated Project Name"', 'ocore project update prj_… --description ""'],
  arguments: ['project'],
  options: [
    text('--name <name>', 'name', 'the new name'),
    clearable('--description <text>', 'description', 'the new description'),
    clearable('--odoo-version <version>', 'defaultOdooVersion', 'the Odoo series of its environments'),
  ],
  shape: 'id',
  said: (body) => [`Updated ${body.name}.`],
});
