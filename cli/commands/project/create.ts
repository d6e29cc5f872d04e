import { createProject } from '#shared/contract/endpoints/projects.ts';
import { apiCommand } from '../../tree/command.ts';
import { text } from '../../tree/options.ts';

/** `ocore project create`: prints the new project's id. Source: manual, "Creating a Project". */
export const projectCreate = apiCommand('project create', createProject, {
  summary: 'Create a project',
  examples: [
    'ocore project create --name "Odoo ERP Customizations"',
    'ocore project create --name Shop --odoo-version 18.0',
  ],
  options: [
    text('--name <name>', 'name', 'a descriptive name', { required: true }),
    text('--description <text>', 'description', 'what it is for'),
    text('--odoo-version <version>', 'defaultOdooVersion', 'Odoo series of its environments, for instance 18.0'),
  ],
  shape: 'id',
  said: (body) => [`Created ${body.name}. Next: ocore project connect-repo ${body.id} --url <clone URL>`],
});
