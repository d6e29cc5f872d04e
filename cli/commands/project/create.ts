import type { Command } from 'commander';
import { createProject } from '#shared/contract/endpoints/projects.ts';
import { print, say } from '../../output.ts';
import { session } from '../../session.ts';

/** `ocore project create`: prints the new project's id. Source: manual, "Creating a Project". */
export const addCreate = (project: Command): void => {
  project
    .command('create')
    .description('Create a project')
    .requiredOption('--name <name>', 'a descriptive name')
    .option('--description <text>', 'what it is for')
    .option('--json', 'print the project as JSON')
    .addHelpText('after', '\nExample:\n  ocore project create --name "Odoo ERP Customizations"')
    .action(async (options: { name: string; description?: string; json?: boolean }) => {
      const { body } = await session().call(createProject, {
        body: {
          name: options.name,
          ...(options.description === undefined ? {} : { description: options.description }),
        },
      });
      print(options.json === true ? JSON.stringify(body) : body.id);
      say(`Created ${body.name}. Next: ocore project connect-repo ${body.id} --url <clone URL>`);
    });
};
