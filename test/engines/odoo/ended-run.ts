import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../run-command.ts';
import type { OdooHost } from './odoo-host.ts';

export type Signal = 'KILL' | 'TERM';

/** Where a run is ended: at the call of a program whose arguments match, before or after that has worked. */
export type Step = { readonly program: string; readonly matching?: string; readonly when: 'before' | 'after' };

/**
 * Lets a program end the script and all that it started, as the runner does, and be itself from then on.
 * @param real the commands that do what the program does
 */
export const endAt = (
  host: OdooHost,
  { program, matching = '*', when }: Step,
  signal: Signal,
  real = `PATH='${process.env.PATH}' ${program} "$@"`,
): void => {
  const marker = `${host.folder}/bin/${program}.ended`;
  host.standIn(
    `bin/${program}`,
    `case "$*" in ${matching}) if ! [ -e '${marker}' ]; then
  touch '${marker}'
  ${when === 'after' ? real : ''}
  kill -s ${signal} 0
  sleep 600
fi ;; esac
${real}`,
  );
};

/** A run in a process group of its own. */
export type EndedRun = { readonly pid: number; readonly ended: Promise<number | null> };

/** Starts a deploy script of docs. @returns its process, and its exit code, null where a signal ended it */
export const startRun = (script: string, environment: Readonly<Record<string, string>>): EndedRun => {
  const child = spawn('sh', [join(root, 'docs', script)], {
    env: { ...process.env, ...environment },
    stdio: 'ignore',
    detached: true,
  });
  return { pid: child.pid ?? 0, ended: new Promise((resolve) => child.once('exit', resolve)) };
};
