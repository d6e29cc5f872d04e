import { createHash } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { processStart } from './process-start.ts';

/** Another process holds the lock. */
export class LockHeld extends Error {
  override readonly name = 'LockHeld';
  readonly pid: number;

  constructor(pid: number) {
    super(`The lock is held by process ${pid}.`);
    this.pid = pid;
  }
}

const answersSignals = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const contentOf = (pid: number): string => [pid, processStart(pid)].filter((part) => part !== null).join(' ');

/** The process that wrote a lock, where it still runs. Older versions, and systems without /proc, write the id alone. */
const holderOf = (content: string): number | null => {
  const [id = '', start] = content.trim().split(' ');
  const pid = Number(id);
  // A lock that was cut off holds no id; 0 and below would ask for whole groups of processes.
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  if (start !== undefined) return processStart(pid) === start ? pid : null;
  return pid !== process.pid && answersSignals(pid) ? pid : null;
};

const read = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw Object.assign(new Error(`${path} cannot be read (${code}).`, { cause: error }), { code });
  }
};

/** Makes a lock that is not there, whole at once: nobody reads half of one. @returns false where it is there */
const place = (path: string, own: string): boolean => {
  const draft = `${path}.new-${process.pid}`;
  writeFileSync(draft, own, { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
};

/**
 * Replaces a lock whose process is gone. Two that find the same one must not both win: only who holds the lock named
 * after its content replaces it, and only while that content is still there.
 */
const replace = (path: string, stale: string, own: string): void => {
  const turn = `${path}.after-${createHash('sha256').update(stale).digest('hex').slice(0, 16)}`;
  acquire(turn, own);
  try {
    if (read(path) !== stale) return;
    const draft = `${path}.new-${process.pid}`;
    writeFileSync(draft, own, { mode: 0o600 });
    renameSync(draft, path);
  } finally {
    rmSync(turn, { force: true });
  }
};

const acquire = (path: string, own: string): void => {
  while (!place(path, own)) {
    const found = read(path);
    if (found === null) continue;
    if (found === own) return;
    const holder = holderOf(found);
    if (holder !== null) throw new LockHeld(holder);
    replace(path, found, own);
  }
};

/**
 * Takes a lock file, also one left by a process that no longer runs.
 * @returns a function that gives it back
 * @throws LockHeld if the process that holds it runs
 */
export const takeLock = (path: string): (() => void) => {
  const own = contentOf(process.pid);
  if (read(path) === own && processStart(process.pid) !== null) throw new LockHeld(process.pid);
  acquire(path, own);
  return () => {
    if (read(path) === own) rmSync(path, { force: true });
  };
};
