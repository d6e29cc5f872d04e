import type { Command } from 'commander';

/** The options of `runner start` and `runner once`. */
export type RunOptions = {
  readonly project: string;
  readonly environment: string;
  readonly command: string;
  readonly timeout: string;
  readonly grace: string;
  readonly name?: string;
  readonly workDir?: string;
  readonly cacheDir?: string;
  readonly passEnv?: readonly string[];
};

/** Adds the options of both commands. */
export const addRunOptions = (command: Command): Command =>
  command
    .requiredOption('--project <id>', 'the project')
    .requiredOption('--environment <id>', 'the environment whose deployments it carries out')
    .requiredOption(
      '--command <path>',
      'the program that deploys; a relative path starts in the working directory of the runner',
    )
    .argument('[arguments...]', 'passed to the command unchanged, after --')
    .option('--timeout <minutes>', 'how long the command may take', '30')
    .option('--grace <seconds>', 'between SIGTERM and SIGKILL when it is ended', '10')
    .option('--pass-env <names...>', 'variables of the runner that the command gets too; never OCORE_… or AWS_…')
    .option(
      '--work-dir <directory>',
      'the directory for the files of a commit while its command runs (default: the temporary directory)',
    )
    .option(
      '--cache-dir <directory>',
      'where objects of Git are kept for the next deployment, so that only new ones are fetched (default: nowhere)',
    )
    .option('--name <name>', 'what the history calls this runner (default: the host)');
