import type { Command } from 'commander';
import { print, say } from '../../output.ts';
import type { InstallOptions } from '../../runner/install/installation-of.ts';
import { explain } from '../../tree/build.ts';
import { addRunOptions } from './run-options.ts';

/**
 * `ocore runner install`: makes a runner a service of this host, under systemd.
 * Source: docs/runner.md, "As a service".
 */
export const addInstall = (runner: Command): void => {
  const command = addRunOptions(
    runner
      .command('install')
      .description('Make a runner a service of this host: its user, its systemd unit and the file with its key'),
  )
    .option('--unit <name>', 'the name of the service, without .service, one for each environment', 'ocore-runner')
    .option('--user <name>', 'the user that it runs as; made where it is not there', 'ocore-runner')
    .option('--sudo', 'the command uses sudo: what would keep that from working is left out of the unit')
    .option('--dry-run', 'show what would be done, and change nothing')
    .addHelpText(
      'after',
      '\nTakes the API key from OCORE_TOKEN, or from stdin, and the address from OCORE_API_URL. The key stands in a file that\nroot alone reads, and in no unit and no command line. Doing it again changes what differs; a running deployment ends\nfirst. Needs root and systemd 240 or newer.',
    );
  explain(command, 'runner install', [
    'sudo OCORE_API_URL=https://ocore.example.com ocore runner install --project prj_… --environment env_… --command /etc/ocore/deploy.sh < key.txt',
  ]);
  command.action(async (commandArguments: string[], options: InstallOptions) => {
    const { describeUnit, filesOf, installationOf, installRunner, needsKey, requireOwn, requireSystem, thisSystem } =
      await import('../../runner/entry.ts');
    const system = thisSystem();
    const made = installationOf(options, commandArguments, process.env);
    const { unitFile, environmentFile } = filesOf(made.unit);
    const { text, check } = describeUnit(made, system);
    if (options.dryRun === true) {
      requireOwn(system, made);
      print(`# ${environmentFile}, mode 0600: ${['OCORE_TOKEN', ...Object.keys(made.variables)].join(', ')}`);
      print(`# ${unitFile}, mode 0644, started and enabled, as the user ${made.user}:\n${text.trimEnd()}`);
      return;
    }
    requireSystem(system);
    const { OCORE_TOKEN = '' } = process.env;
    const { secretFromInput } = await import('../../secret-input.ts');
    const given = OCORE_TOKEN === '' ? null : OCORE_TOKEN;
    const token = given ?? (needsKey(system, made.unit) ? await secretFromInput('API key') : null);
    for (const step of installRunner(made, token, system)) print(`${step.what.padEnd(7)}  ${step.text}`);
    say(`Next, prove that a deployment will work:\n  sudo ${check}\nIts log: journalctl -u ${made.unit}.service`);
  });
};
