import type { Command } from 'commander';
import { print, say } from '../../output.ts';
import { explain } from '../../tree/build.ts';

type Flags = { readonly unit: string; readonly dryRun?: true };

/**
 * `ocore runner uninstall`: ends the service of `runner install` and removes its files. Source: docs/runner.md, "As a
 * service".
 */
export const addUninstall = (runner: Command): void => {
  const command = runner
    .command('uninstall')
    .description('End the service of ocore runner install, and remove its unit and the file with its key')
    .option('--unit <name>', 'the name of the service', 'ocore-runner')
    .option('--dry-run', 'show what would be removed, and change nothing')
    .addHelpText(
      'after',
      '\nA running deployment ends as failed; systemctl kill --kill-who=main --signal=SIGQUIT lets it finish before. The user, and\nwhat the runner kept in /var/cache, stay. Needs root.',
    );
  explain(command, 'runner uninstall', ['sudo ocore runner uninstall --unit ocore-runner']);
  command.action(async ({ unit, dryRun }: Flags) => {
    const { filesOf, thisSystem, uninstallRunner } = await import('../../runner/entry.ts');
    const system = thisSystem();
    if (dryRun === true) {
      const present = Object.values(filesOf(unit)).filter((path) => system.read(path) !== null);
      for (const path of present) print(`would remove  ${path}`);
      return;
    }
    const gone = uninstallRunner(unit, system);
    for (const path of gone) print(`removed  ${path}`);
    if (gone.length === 0) say(`There is no service ${unit}.`);
  });
};
