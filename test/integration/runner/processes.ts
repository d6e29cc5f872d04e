import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const read = (path: string): string => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
};

/** The processes that have a text in their environment. One that only waits to be reaped has no environment any more. */
export const processesWith = (text: string): number[] =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && read(`/proc/${entry}/environ`).includes(text))
    .map(Number);

/** Whether a process runs; one that only waits to be reaped does not. */
export const isRunning = (pid: number | string): boolean => {
  const stat = read(`/proc/${pid}/stat`);
  return stat !== '' && !stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
};

/** Waits for something that happens; the test's own timeout is the bound. */
export const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await sleep(20);
};
