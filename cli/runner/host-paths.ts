import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../usage-error.ts';

/** The program that deploys. @throws UsageError that says what to change */
export const commandOf = (path: string): string => {
  const file = resolve(path);
  try {
    accessSync(file, constants.X_OK);
  } catch (cause) {
    throw new UsageError(`--command: ${file} is not there, or not executable. Make it executable with chmod +x.`, {
      cause,
    });
  }
  if (!statSync(file).isFile()) throw new UsageError(`--command: ${file} is not a program.`);
  return file;
};

/** @throws UsageError where it is no directory */
export const directoryOf = (option: string, path: string): string => {
  const directory = resolve(path);
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true) return directory;
  throw new UsageError(`--${option}: ${directory} is not a directory.`);
};

/** Whoever writes there decides what is deployed. @throws UsageError where others may */
export const cacheRootOf = (path: string | undefined): string | null => {
  if (path === undefined) return null;
  const directory = directoryOf('cache-dir', path);
  const { mode, uid } = statSync(directory);
  if (uid === process.getuid?.() && (mode & 0o022) === 0) return directory;
  throw new UsageError(`--cache-dir: ${directory} must belong to this user, who alone may write to it: chmod 700.`);
};
