import { chmodSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say } from '../output.ts';
import { removeDirectory } from './remove-directory.ts';
import { removeFiles } from './remove-files.ts';

const prefix = 'ocore-runner-';

/** The 22nd field of /proc/<pid>/stat: when it started, in clock ticks since boot. @returns null where it does not run */
const startOf = (pid: number): string | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
};

const linux = process.platform === 'linux';

/** Ids of processes mean something in their own namespace alone: containers may share a temporary directory. */
const namespace = linux ? (/\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0') : '0';

const owner = `${namespace}-${process.pid}-${linux ? (startOf(process.pid) ?? '0') : '0'}`;

// Elsewhere than on Linux it cannot be told whose a directory is: there a kill -9 leaves it to the watchdog alone.
const isLeftover = (name: string): boolean => {
  const [, of, pid, start] = /^ocore-runner-(\d+)-(\d+)-(\d+)-/.exec(name) ?? [];
  return linux && of === namespace && startOf(Number(pid)) !== start;
};

const isDirectory = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** Where keys go: into memory where the system has a place for it, so that no disk ever holds one. */
export const keyRoot = (): string => (isDirectory('/dev/shm') ? '/dev/shm' : tmpdir());

const made = new Set<string>();
let isWatched = false;

// Exceptions and process.exit(); a kill -9 leaves it to the watchdog and to the next start.
const watchExit = (): void => {
  if (isWatched) return;
  isWatched = true;
  process.once('exit', () => [...made].map(removePrivateDirectory));
};

/** Makes a directory that only this user can read, named after this process. */
export const makePrivateDirectory = (root: string): string => {
  watchExit();
  const path = mkdtempSync(join(root, `${prefix}${owner}-`));
  chmodSync(path, 0o700);
  made.add(path);
  return path;
};

/** Removes it with all that is in it. */
export const removePrivateDirectory = (path: string): void => {
  removeDirectory(path);
  made.delete(path);
};

/** Removes one that holds the files of a deployment. @throws Error of the system for what belongs to another user */
export const clearPrivateDirectory = async (path: string): Promise<void> => {
  await removeFiles(path);
  made.delete(path);
};

/** Removes what runners left that were killed before they could. @returns what was removed */
export const sweepPrivateDirectories = (roots: readonly string[]): string[] =>
  [...new Set(roots)]
    .flatMap((root) =>
      readdirSync(root)
        .filter(isLeftover)
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
