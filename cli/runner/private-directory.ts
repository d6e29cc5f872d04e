import { chmodSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say } from '../output.ts';
import { removeDirectory } from './remove-directory.ts';
import { removeFiles } from './remove-files.ts';

const prefix = 'ocore-runner-';

/** Field 22 of /proc/<pid>/stat: the start time in clock ticks since boot. @returns null if the process does not run */
const startOf = (pid: number): string | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the program's name in parentheses, may contain anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
};

const linux = process.platform === 'linux';

/** Process ids are valid only in their namespace, and containers may share a temporary directory. */
const namespace = linux ? (/\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0') : '0';

const owner = `${namespace}-${process.pid}-${linux ? (startOf(process.pid) ?? '0') : '0'}`;

// Only Linux shows which process a directory belongs to. On other systems only the watchdog cleans up after a kill -9.
const isStale = (name: string): boolean => {
  const [, of, pid, start] = /^ocore-runner-(\d+)-(\d+)-(\d+)-/.exec(name) ?? [];
  return linux && of === namespace && startOf(Number(pid)) !== start;
};

const isDirectory = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** The folder for keys: in memory if the system supports it, so that no key is written to disk. */
export const keyRoot = (): string => (isDirectory('/dev/shm') ? '/dev/shm' : tmpdir());

const made = new Set<string>();
let isWatched = false;

// Covers exceptions and process.exit(). After a kill -9 the watchdog or the next start cleans up.
const watchExit = (): void => {
  if (isWatched) return;
  isWatched = true;
  process.once('exit', () => [...made].map(removePrivateDirectory));
};

/** Makes a directory that only this user can read. Its name identifies this process. */
export const makePrivateDirectory = (root: string): string => {
  watchExit();
  const path = mkdtempSync(join(root, `${prefix}${owner}-`));
  chmodSync(path, 0o700);
  made.add(path);
  return path;
};

/** Removes a private directory with its content. */
export const removePrivateDirectory = (path: string): void => {
  removeDirectory(path);
  made.delete(path);
};

/** Removes a directory with the files of a deployment. @throws Error of the system for files of another user */
export const clearPrivateDirectory = async (path: string): Promise<void> => {
  await removeFiles(path);
  made.delete(path);
};

/** Removes directories of runners that were killed. @returns the removed paths */
export const removeStaleDirectories = (roots: readonly string[]): string[] =>
  [...new Set(roots)]
    .flatMap((root) =>
      readdirSync(root)
        .filter(isStale)
        .map((name) => join(root, name)),
    )
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.uid === process.getuid?.())
    .filter((path) => {
      try {
        removePrivateDirectory(path);
        return true;
      } catch (error) {
        say(`ocore: ${path}, which an earlier runner left, could not be removed: ${(error as Error).message}`);
        return false;
      }
    });
