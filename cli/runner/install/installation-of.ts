import type { RunOptions } from '../../commands/runner/run-options.ts';
import { serviceAddress } from '../../service-address.ts';
import { UsageError } from '../../usage-error.ts';
import { isPassable } from '../command-environment.ts';
import { commandOf, directoryOf } from '../host-paths.ts';
import { numberOf, requireIds } from '../runner-of.ts';
import type { Installation } from './install-runner.ts';

export type InstallOptions = RunOptions & {
  readonly unit: string;
  readonly user: string;
  readonly sudo?: true;
  readonly dryRun?: true;
};

/** What else of the caller's environment a service needs: how it reaches servers, and where its AWS region is. */
const carried = [
  ...['OCORE_ORG', 'HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy', 'NODE_EXTRA_CA_CERTS'],
  ...['GIT_SSL_CAINFO', 'GIT_SSL_CAPATH', 'AWS_REGION'],
];

/**
 * Checks the command line of an installation, as `runner start` would.
 * @throws UsageError that says what to change
 */
export const installationOf = (
  options: InstallOptions,
  commandArguments: readonly string[],
  environment: NodeJS.ProcessEnv,
): Installation => {
  requireIds(options);
  numberOf('timeout', options.timeout, 24 * 60);
  const refused = (options.passEnv ?? []).find((name) => !isPassable(name));
  if (refused !== undefined)
    throw new UsageError(`--pass-env: ${refused} is never passed on, or is not the name of a variable.`);
  const directories = {
    ...(options.workDir === undefined ? {} : { workDir: directoryOf('work-dir', options.workDir) }),
    ...(options.cacheDir === undefined ? {} : { cacheDir: directoryOf('cache-dir', options.cacheDir) }),
  };
  const names = [...carried, ...(options.passEnv ?? [])].filter((name) => (environment[name] ?? '') !== '');
  return {
    options: { ...options, ...directories },
    commandArguments,
    command: commandOf(options.command),
    graceSeconds: numberOf('grace', options.grace, 600),
    unit: options.unit,
    user: options.user,
    hasSudo: options.sudo === true,
    variables: {
      OCORE_API_URL: serviceAddress(environment),
      ...Object.fromEntries(names.map((name) => [name, environment[name] ?? ''])),
    },
  };
};
