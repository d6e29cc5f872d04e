import { exitCodes } from './exit-codes.ts';

/** What a pipe without a reader answers, and a terminal that was closed. */
const readerGone = new Set(['EPIPE', 'EIO', 'ECONNRESET']);

const listeners = new Set<() => void>();
let isLost = false;

const lose = (name: string, error: NodeJS.ErrnoException): void => {
  if (isLost) return;
  isLost = true;
  if (!readerGone.has(error.code ?? '')) {
    process.exitCode = exitCodes.failed;
    process.stderr.write(`ocore: ${name} cannot be written (${error.code}).\n`);
  }
  for (const listener of listeners) listener();
};

/** Calls back when somebody has stopped reading what this process writes, as `head` does. */
export const onLostReader = (listener: () => void): void => {
  listeners.add(listener);
};

/**
 * Keeps the process alive when its output can no longer be written: what it has begun comes to its end, and the exit code
 * gives the result. What it writes from then on is lost.
 */
export const outliveReaders = (): void => {
  process.stdout.on('error', (error) => lose('standard output', error));
  process.stderr.on('error', (error) => lose('standard error', error));
};
