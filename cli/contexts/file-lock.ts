import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { UsageError } from '../usage-error.ts';

export type LockOptions = {
  /** Waits between two looks; replaced in tests. */
  readonly sleep?: (ms: number) => Promise<void>;
};

const pauseMs = 50;
// A refresh takes 10 s at most.
const looks = 400;

const errorCode = (error: unknown): string => String((error as NodeJS.ErrnoException).code);

const textOf = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
};

/** Whether the process that wrote this is gone. Of another host nobody knows. */
const isLeft = (owner: string): boolean => {
  const [pid = '', host = ''] = owner.split('@', 2);
  return host === hostname() && !isAlive(Number(pid));
};

/** Makes the file at once with its text. @returns whether it was not there */
const take = (file: string, owner: string): boolean => {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, owner, { mode: 0o600 });
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
};

/** Removes the lock of a process that is gone. What another process has put there meanwhile goes back. */
const clear = (file: string, left: string): void => {
  const aside = `${file}.${process.pid}.left`;
  try {
    renameSync(file, aside);
    if (textOf(aside) !== left) linkSync(aside, file);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(errorCode(error))) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
};

/**
 * Does something while no other process does it. A lock that a killed process has left is taken over.
 * @param file the lock, which exists while the work is done
 * @throws UsageError if another process does not end
 */
export const whileLocked = async <T>(
  file: string,
  work: () => T | Promise<T>,
  { sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms)) }: LockOptions = {},
): Promise<T> => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const owner = `${process.pid}@${hostname()}`;
  for (let look = 1; !take(file, owner); look += 1) {
    const other = textOf(file);
    if (other !== null && isLeft(other)) clear(file, other);
    else if (look === looks)
      throw new UsageError(`${file} is held by the process ${other}. Wait until it has ended, or remove the file.`);
    else await sleep(pauseMs);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
};
