import type { Command } from 'commander';
import { deleteProject, getProject } from '#shared/contract/endpoints/projects.ts';
import { ask, canAsk } from '../../confirm.ts';
import { exitCodes } from '../../exit-codes.ts';
import { print, say } from '../../output.ts';
import { session } from '../../session.ts';
import { UsageError } from '../../usage-error.ts';

/** `ocore project delete`: asks for the project's name on a terminal. Source: manual, "Deleting a Project". */
export const addDelete = (project: Command): void => {
  project
    .command('delete')
    .description('Delete a project for good')
    .argument('<project-id>')
    .option('--yes', 'delete without asking')
    .addHelpText('after', '\nExample:\n  ocore project delete prj_…')
    .action(async (projectId: string, options: { yes?: boolean }) => {
      const client = session();
      if (options.yes !== true) {
        if (!canAsk())
          throw new UsageError('There is no terminal for the confirmation: add --yes to delete without asking.');
        const { body } = await client.call(getProject, { params: { projectId } });
        say(
          'Permanent action: deleting a project removes all environments, deployment history, and Git configuration.',
        );
        say(`"${body.name}" has ${body.branchMappings.length} branch mapping(s). This cannot be undone.`);
        if ((await ask('Type the name of the project to delete it: ')) !== body.name) {
          say('That is not its name. Nothing was deleted.');
          process.exitCode = exitCodes.cancelled;
          return;
        }
      }
      await client.call(deleteProject, { params: { projectId } });
      print(projectId);
      say('Deleted.');
    });
};
