import { readdirSync, readFileSync } from 'node:fs';

/** Kills, where it is still there and ours. @returns whether there was something to kill */
const kill = (target: number, signal: NodeJS.Signals): boolean => {
  try {
    return process.kill(target, signal);
  } catch {
    // Ended meanwhile, or another user's (sudo): neither can be helped.
    return false;
  }
};

const environmentOf = (entry: string): string => {
  try {
    return readFileSync(`/proc/${entry}/environ`, 'latin1');
  } catch {
    // Ended meanwhile, or another user's.
    return '';
  }
};

// Elsewhere than on Linux there is no /proc: then the group is all that can be found.
const entries = process.platform === 'linux' ? () => readdirSync('/proc') : () => [];

const marked = (marker: string): number[] =>
  entries()
    .filter((entry) => /^\d+$/.test(entry) && `\0${environmentOf(entry)}`.includes(`\0${marker}\0`))
    .map(Number)
    .filter((pid) => pid !== process.pid);

// What forks while it is looked for is found by the next look; more looks than this only a fork bomb needs.
const looks = 20;

/**
 * Signals a process group and, by the marker in their environment, what has left the group (`setsid`, daemons).
 * @param group its id; null where none was started
 * @param marker `NAME=value`; null where the group is all
 */
export const endProcesses = (group: number | null, marker: string | null, signal: NodeJS.Signals): void => {
  if (group !== null) kill(-group, signal);
  if (marker === null) return;
  for (let look = 0; look < looks; look += 1) {
    const any = marked(marker).map((pid) => kill(pid, signal));
    if (!any.includes(true) || signal !== 'SIGKILL') return;
  }
};
