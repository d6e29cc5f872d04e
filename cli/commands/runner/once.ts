import type { Command } from 'commander';
import { exitCodes } from '../../exit-codes.ts';
import { say } from '../../output.ts';
import { explain } from '../../tree/build.ts';
import { addRunOptions, type RunOptions } from './run-options.ts';

// The longest wait that the service allows.
const waitSeconds = 20;

/**
 * `ocore runner once`: carries out one deployment, if one is queued, and ends.
 * Source: docs/design/deployments.md, "What a runner does".
 */
export const addOnce = (runner: Command): void => {
  const command = addRunOptions(
    runner.command('once').description('Carry out one deployment of an environment, and end'),
  ).addHelpText(
    'after',
    `\nWaits up to ${waitSeconds} s for a deployment. Exit code 0: none was queued, or it succeeded, was cancelled or superseded.\nExit code 9: it failed or its lease was lost.\nNeeds OCORE_API_URL and OCORE_TOKEN, an API key with run:projects.`,
  );
  explain(command, 'runner once', ['ocore runner once --project prj_… --environment env_… --command ./deploy.sh']);
  command.action(async (commandArguments: string[], options: RunOptions) => {
    const { runnerOf, stopOnSignals } = await import('../../runner/entry.ts');
    const started = runnerOf(options, commandArguments, waitSeconds);
    stopOnSignals(started);
    const outcome = await started.once();
    if (outcome === null) say('ocore: nothing is queued.');
    if (outcome === 'failed' || outcome === 'lease_lost') process.exitCode = exitCodes.deploymentFailed;
  });
};
