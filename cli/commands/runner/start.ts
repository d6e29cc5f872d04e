import type { Command } from 'commander';
import { say } from '../../output.ts';
import { explain } from '../../tree/build.ts';
import { addRunOptions, type RunOptions } from './run-options.ts';

/**
 * `ocore runner start`: carries out the deployments of an environment until it is stopped.
 * Source: docs/design/deployments.md, "What a runner does".
 */
export const addStart = (runner: Command): void => {
  const command = addRunOptions(
    runner
      .command('start')
      .description('Carry out the deployments of an environment, one at a time, until it is stopped'),
  ).addHelpText(
    'after',
    '\nPrints one line for each deployment: its id and how it ended.\n\nSIGTERM, SIGHUP and Ctrl-C end the running deployment as failed; SIGQUIT lets it finish.\nNeeds OCORE_API_URL and OCORE_TOKEN, an API key with run:projects. More: docs/runner.md',
  );
  explain(command, 'runner start', ['ocore runner start --project prj_… --environment env_… --command ./deploy.sh']);
  command.action(async (commandArguments: string[], options: RunOptions) => {
    // Short, frequent claims cost less than calls that wait in the service.
    const { runnerOf, stopOnSignals } = await import('../../runner/entry.ts');
    const started = runnerOf(options, commandArguments, 0);
    stopOnSignals(started);
    say(`ocore: waiting for deployments of ${options.environment}.`);
    await started.start();
  });
};
