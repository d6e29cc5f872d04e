import type { Command } from 'commander';
import { updateProject } from '#shared/contract/endpoints/projects.ts';
import { print, say } from '../../output.ts';
import { session } from '../../session.ts';
import { UsageError } from '../../usage-error.ts';

/** `ocore project update`. Source: manual, "Updating a Project". */
export const addUpdate = (project: Command): void => {
  project
    .command('update')
    .description('Change name or description of a project')
    .argument('<project-id>')
    .option('--name <name>', 'the new name')
    .option('--description <text>', 'the new description')
    .option('--json', 'print the project as JSON')
    .addHelpText('after', '\nExample:\n  ocore project update prj_… --name "Updated Project Name"')
    .action(async (projectId: string, options: { name?: string; description?: string; json?: boolean }) => {
      const { name, description } = options;
      if (name === undefined && description === undefined) throw new UsageError('Give --name or --description.');
      const { body } = await session().call(updateProject, {
        params: { projectId },
        body: { ...(name === undefined ? {} : { name }), ...(description === undefined ? {} : { description }) },
      });
      print(options.json === true ? JSON.stringify(body) : body.id);
      say(`Updated ${body.name}.`);
    });
};
