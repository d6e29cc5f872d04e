import type { Command } from 'commander';
import { explain } from '../../tree/build.ts';
import { addRunOptions, type RunOptions } from './run-options.ts';

/**
 * `ocore runner check`: proves on this host what a deployment will need. Exit code 1 where anything is missing.
 * Source: docs/runner.md, "Before the first deployment".
 */
export const addCheck = (runner: Command): void => {
  const command = addRunOptions(
    runner.command('check').description('Prove on this host what a deployment will need, before the first one'),
  )
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nLooks at the service, the clock, the API key, git, ssh, the command, the directories, the deploy key and the repository,\nand with deploy-odoo.sh at Odoo and the database. Claims and changes nothing. Exit code 1: something is missing.\nGive it the options of ocore runner start, and run it as the same user.',
    );
  explain(command, 'runner check', ['ocore runner check --project prj_… --environment env_… --command ./deploy.sh']);
  command.action(async (_commandArguments: string[], options: RunOptions & { readonly json?: true }) => {
    const { checkRunner } = await import('../../runner/entry.ts');
    const { printFindings } = await import('../../doctor/print-findings.ts');
    printFindings(await checkRunner(options, process.env, Date.now), options.json === true);
  });
};
