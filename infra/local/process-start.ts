import { readFileSync } from 'node:fs';

/**
 * When a process started, in clock ticks since the machine did: field 22 of its stat. With it an id is this process's
 * alone, since ids are used again. @returns null where it does not run, or the system has no /proc. Source: proc(5).
 */
export const processStart = (pid: number): string | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
};
