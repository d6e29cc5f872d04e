import { readdirSync, readFileSync } from 'node:fs';

/** Sends a signal, if the process exists and belongs to this user. @returns whether it did */
const kill = (target: number, signal: NodeJS.Signals): boolean => {
  try {
    return process.kill(target, signal);
  } catch {
    // It has ended, or belongs to another user (sudo).
    return false;
  }
};

const environmentVariablesOf = (entry: string): string => {
  try {
    return readFileSync(`/proc/${entry}/environ`, 'latin1');
  } catch {
    // It has ended, or belongs to another user.
    return '';
  }
};

// Only Linux has /proc. On other systems only the process group is found.
const entries = process.platform === 'linux' ? () => readdirSync('/proc') : () => [];

const marked = (marker: string): number[] =>
  entries()
    .filter((entry) => /^\d+$/.test(entry) && `\0${environmentVariablesOf(entry)}`.includes(`\0${marker}\0`))
    .map(Number)
    .filter((pid) => pid !== process.pid);

// Processes that fork during the search are found in the next round. Only a fork bomb needs more rounds.
const looks = 20;

/**
 * Sends a signal to a process group and to processes that have left it (`setsid`, daemons), which are found by the
 * marker in their environment.
 * @param group its id; null if none was started
 * @param marker `NAME=value`; null to signal only the group
 */
export const endProcesses = (group: number | null, marker: string | null, signal: NodeJS.Signals): void => {
  if (group !== null) kill(-group, signal);
  if (marker === null) return;
  for (let look = 0; look < looks; look += 1) {
    const any = marked(marker).map((pid) => kill(pid, signal));
    if (!any.includes(true) || signal !== 'SIGKILL') return;
  }
};
