import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

// A source here, a JavaScript file in a bundle.
const program = fileURLToPath(new URL(`./watchdog${extname(import.meta.url)}`, import.meta.url));

const start = () =>
  spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
    // The watchdog must not get the runner's environment, above all its token.
    env: {},
  });

type Watchdog = ReturnType<typeof start>;

const prepared = new Set<Watchdog>();

/** What of a child process keeps this one from ending. */
const handlesOf = ({ channel, stdout, stderr }: ChildProcess) => [
  channel,
  ...[stdout, stderr].filter((stream) => stream instanceof Socket),
];

/** Starts a watchdog that waits for its order, ends with this process, and does not keep it from ending. */
const prepare = (): void => {
  const watchdog = start();
  const forget = (): boolean => prepared.delete(watchdog);
  watchdog.once('error', forget).once('exit', forget);
  watchdog.unref();
  for (const handle of handlesOf(watchdog)) handle?.unref();
  prepared.add(watchdog);
};

/**
 * Starts watchdogs ahead, for the next commands: a Node process takes longer to start than git to fetch a few commits.
 * @param count how many wait afterwards, at least
 */
export const prepareWatchdogs = (count: number): void => {
  while (prepared.size < count) prepare();
};

/** A watchdog that was started ahead, or a new one. @returns one that has got no order yet */
export const takeWatchdog = (): Watchdog => {
  const [taken] = prepared;
  if (taken === undefined) return start();
  prepared.delete(taken);
  if (!taken.connected) return takeWatchdog();
  taken.ref();
  for (const handle of handlesOf(taken)) handle?.ref();
  return taken;
};
