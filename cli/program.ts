import { Command } from 'commander';
import { version } from '#shared/contract/version.ts';
import { addCreateOrganization } from './commands/admin/create-organization.ts';
import { addInviteOwner } from './commands/admin/invite-owner.ts';
import { addResetKey } from './commands/admin/reset-key.ts';
import { addApi } from './commands/api.ts';
import { apiCommands } from './commands/api-commands.ts';
import { addCompletion } from './commands/completion.ts';
import { addContext } from './commands/context.ts';
import { addDoctor } from './commands/doctor.ts';
import { addLogin } from './commands/login.ts';
import { addLogout } from './commands/logout.ts';
import { addOpenConsole } from './commands/project/open-console.ts';
import { addOnce } from './commands/runner/once.ts';
import { addStart } from './commands/runner/start.ts';
import { exitCodeHelp } from './exit-code.ts';
import { print } from './output.ts';
import { addApiCommand } from './tree/build.ts';

/** What each group of commands is about. */
const groups: Readonly<Record<string, string>> = {
  project: 'Projects',
  repo: 'The Git repository of a project',
  submodule: 'Keys for private submodules',
  environment: 'The environments of a project',
  mapping: 'Which branch deploys to which environment',
  deployment: 'Deployments',
  delivery: 'Deliveries of webhooks',
  access: 'Who may see a project',
  member: 'The members of the organisation',
  role: 'The roles of the organisation',
  permission: 'What roles and API keys may have',
  'api-key': 'API keys',
  audit: 'The audit log',
  provider: 'Settings of the Git providers',
};

const environmentHelp = `
Environment:
  OCORE_TOKEN    API key
  OCORE_API_URL  address of the service (default http://127.0.0.1:4700)
  OCORE_ORG      organisation, where you have several
  OCORE_CONTEXT  one of the contexts that ocore login has kept
  HTTPS_PROXY, NO_PROXY   a proxy, and what goes directly
  NODE_EXTRA_CA_CERTS     a file with the certificate of an authority of your own

ocore help exit-codes lists the exit codes.`;

const addHelp = (ocore: Command): void => {
  ocore.helpCommand(false);
  ocore
    .command('help [command...]')
    .description('Show help of a command, or the exit codes with: help exit-codes')
    .action((words: readonly string[]) => {
      if (words[0] === 'exit-codes') return print(exitCodeHelp.trimEnd());
      let found = ocore;
      for (const word of words) found = found.commands.find((one) => one.name() === word) ?? found;
      found.outputHelp();
    });
  ocore
    .command('version')
    .description('Print the version')
    .action(() => print(version));
};

/** The `ocore` command with all its subcommands. */
export const program = (): Command => {
  const ocore = new Command('ocore')
    .description('Git-connected Odoo projects: a push to a mapped branch deploys the right environment')
    .version(version)
    .showHelpAfterError('(see --help)')
    .addHelpText(
      'before',
      'Examples:\n  ocore project create --name "Odoo ERP Customizations"\n  ocore project list\n  ocore deploy prj_… --branch main --wait\n',
    )
    .addHelpText('after', environmentHelp);
  addHelp(ocore);
  for (const command of apiCommands) addApiCommand(ocore, command, groups);
  addOpenConsole(ocore);
  addApi(ocore);
  addLogin(ocore);
  addLogout(ocore);
  addContext(ocore);
  addDoctor(ocore);
  addCompletion(ocore);
  const runner = ocore.command('runner').description('Carries out deployments on this host');
  addStart(runner);
  addOnce(runner);
  const admin = ocore.command('admin').description('For those who run the service');
  addCreateOrganization(admin);
  addInviteOwner(admin);
  addResetKey(admin);
  return ocore;
};
