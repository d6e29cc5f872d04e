import { Command } from 'commander';
import { version } from '#shared/contract/version.ts';
import { addCreateOrganization } from './commands/admin/create-organization.ts';
import { addInviteOwner } from './commands/admin/invite-owner.ts';
import { addResetKey } from './commands/admin/reset-key.ts';
import { addConnectRepo } from './commands/project/connect-repo.ts';
import { addCreate } from './commands/project/create.ts';
import { addDelete } from './commands/project/delete.ts';
import { addUpdate } from './commands/project/update.ts';
import { addOnce } from './commands/runner/once.ts';
import { addStart } from './commands/runner/start.ts';
import { exitCodeHelp } from './exit-code.ts';
import { print } from './output.ts';

/** The `ocore` command with all its subcommands. */
export const program = (): Command => {
  const ocore = new Command('ocore')
    .description('Git-connected Odoo projects: a push to a mapped branch deploys the right environment')
    .version(version)
    .showHelpAfterError('(see --help)')
    .addHelpText(
      'after',
      '\nEnvironment:\n  OCORE_TOKEN    API key\n  OCORE_API_URL  address of the service (default http://127.0.0.1:4700)\n  OCORE_ORG      organisation, where you have several\n  HTTPS_PROXY, NO_PROXY   a proxy, and what goes directly\n  NODE_EXTRA_CA_CERTS     a file with the certificate of an authority of your own\n\nocore help exit-codes lists the exit codes.',
    );
  ocore.helpCommand(false);
  ocore
    .command('help [topic]')
    .description('Show help, or the exit codes with: help exit-codes')
    .action((topic: string | undefined) => {
      if (topic === 'exit-codes') print(exitCodeHelp.trimEnd());
      else ocore.outputHelp();
    });
  const project = ocore.command('project').description('Projects');
  addCreate(project);
  addConnectRepo(project);
  addUpdate(project);
  addDelete(project);
  const runner = ocore.command('runner').description('Carries out deployments on this host');
  addStart(runner);
  addOnce(runner);
  const admin = ocore.command('admin').description('For those who run the service');
  addCreateOrganization(admin);
  addInviteOwner(admin);
  addResetKey(admin);
  return ocore;
};
