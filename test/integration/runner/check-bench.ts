import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ran, runCommand } from '#test/run-command.ts';
import type { Finding } from '../../../cli/doctor/finding.ts';
import { type CheckOptions, checkRunner } from '../../../cli/runner/check/check-runner.ts';
import { expectStatus } from '../test-service.ts';
import { environmentId, out, project, runnerOf, service } from './service-bench.ts';
import { withSsh } from './with-ssh.ts';

/** A deploy command of the host. @returns its path */
export const command = (name = 'deploy.sh', script = 'exit 7'): string => {
  const file = join(out, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
};

/** Runs the check as a process of its own, with ssh. */
export const check = (more: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Ran> => {
  const { args, options } = runnerOf('once', 'exit 7');
  return runCommand(process.execPath, [...args.with(2, 'check'), ...more], {
    ...options,
    env: { ...options.env, ...env },
  });
};
type Over = Partial<CheckOptions> & { readonly token?: string; readonly url?: string; readonly now?: () => number };

/** Runs the check in this process, where git is not reached. @returns what is wrong, by check, and what to do */
export const faults = async ({
  token,
  url,
  now,
  ...over
}: Over): Promise<Readonly<Record<string, readonly string[]>>> => {
  const options = { project: project.id, environment: environmentId, command: command(), ...over };
  const environment = { PATH: withSsh(process.env.PATH ?? ''), OCORE_API_URL: url ?? service.local.url };
  const found: readonly Finding[] = await checkRunner(
    options,
    { ...environment, OCORE_TOKEN: token ?? service.token },
    now ?? Date.now,
  );
  return Object.fromEntries(found.filter(({ ok }) => !ok).map((one) => [one.check, [one.detail, one.fix ?? '']]));
};

/** Makes an API key. @returns its secret */
export const newKey = async (body: object): Promise<string> => {
  const made = await service.api('POST', '/api/api-keys', { body: { name: service.freshName(), ...body } });
  return String(expectStatus(201, made).json.key);
};
