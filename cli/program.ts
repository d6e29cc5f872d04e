import { Command } from 'commander';
import { version } from '#shared/contract/version.ts';
import { tops } from './commands/tops.ts';
import { exitCodeHelp } from './exit-code-help.ts';
import { print } from './output.ts';

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

/** Which first words a command line needs; null for all of them, as help does. */
const needed = (first: string | undefined): readonly string[] | null => {
  if (first === '--version' || first === '-V' || first === 'version') return [];
  return first !== undefined && Object.hasOwn(tops, first) ? [first] : null;
};

/**
 * The `ocore` command with its subcommands.
 * @param first the first word of the command line: only what it stands for is loaded
 */
export const program = async (first?: string): Promise<Command> => {
  const ocore = new Command('ocore')
    // Commander breaks no texts narrower than 40: those beside long arguments would leave a terminal of 80 columns.
    .configureHelp({ minWidthToWrap: 20 })
    .description('Git-connected Odoo projects: a push to a mapped branch deploys the right environment')
    .version(version)
    .showHelpAfterError('(see --help)')
    .addHelpText(
      'before',
      'Examples:\n  ocore project create --name "Odoo ERP Customizations"\n  ocore project list\n  ocore deploy prj_… --branch main --wait\n',
    )
    .addHelpText('after', environmentHelp);
  addHelp(ocore);
  for (const word of needed(first) ?? Object.keys(tops)) {
    const add = await tops[word]?.();
    add?.(ocore, program);
  }
  return ocore;
};
