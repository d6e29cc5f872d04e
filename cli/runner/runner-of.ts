import { hostname, tmpdir } from 'node:os';
import { EnvironmentId, ProjectId } from '#shared/contract/id.ts';
import type { RunOptions } from '../commands/runner/run-options.ts';
import { proxyPassword } from '../network.ts';
import { serviceAddress } from '../service-address.ts';
import { session } from '../session.ts';
import { UsageError } from '../usage-error.ts';
import { isPassable } from './command-environment.ts';
import { cacheRootOf, commandOf, directoryOf } from './host-paths.ts';
import { keyRoot, removeStaleDirectories } from './private-directory.ts';
import { Runner } from './runner.ts';
import { runnerClient } from './runner-client.ts';

// A hanging call must leave time for another one within the lease of 60 s.
const callTimeoutMs = 25_000;

/** @throws UsageError where it is none */
export const numberOf = (option: string, text: string, max: number): number => {
  const value = /^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value > 0 && value <= max)) throw new UsageError(`--${option} must be a number above 0, at most ${max}.`);
  return value;
};

/** @throws UsageError where an id is none */
export const requireIds = ({ project, environment }: Pick<RunOptions, 'project' | 'environment'>): void => {
  if (!ProjectId.safeParse(project).success) throw new UsageError('--project must be an id, such as prj_….');
  if (!EnvironmentId.safeParse(environment).success) {
    throw new UsageError('--environment must be an id, such as env_…: the list of environments shows it.');
  }
};

/**
 * Makes the runner of a command line. It first removes the directories of dead runners.
 * @param waitSeconds how long a claim may wait in the service
 * @throws UsageError that says what to change
 */
export const runnerOf = (options: RunOptions, commandArguments: readonly string[], waitSeconds: number): Runner => {
  requireIds(options);
  const refused = (options.passEnv ?? []).find((name) => !isPassable(name));
  if (refused !== undefined)
    throw new UsageError(`--pass-env: ${refused} is never passed on, or is not the name of a variable.`);
  const command = {
    file: commandOf(options.command),
    arguments: commandArguments,
    passEnv: options.passEnv ?? [],
    timeoutMs: numberOf('timeout', options.timeout, 24 * 60) * 60_000,
    graceMs: numberOf('grace', options.grace, 600) * 1000,
  };
  const workRoot = directoryOf('work-dir', options.workDir ?? tmpdir());
  const cacheRoot = cacheRootOf(options.cacheDir);
  removeStaleDirectories([keyRoot(), workRoot]);
  const { OCORE_TOKEN } = process.env;
  const { AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  return new Runner({
    api: runnerClient({
      client: session(process.env, { timeoutMs: callTimeoutMs }),
      projectId: options.project,
      environmentId: options.environment,
      name: options.name ?? hostname(),
      waitSeconds,
    }),
    apiUrl: serviceAddress(),
    command,
    workRoot,
    cacheRoot,
    secrets: [OCORE_TOKEN, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, proxyPassword()].filter(
      (secret) => secret != null,
    ),
  });
};
