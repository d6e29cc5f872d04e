import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { keepToOwner } from './keep-to-owner.ts';
import { LocalFailure } from './local-failure.ts';
import { LockHeld, takeLock } from './state-lock.ts';

/** What the local service keeps on disk; nothing if it is ephemeral. */
export type StateDirectory = {
  /** The random access key of the local AWS services. */
  readonly accessKey: string;
  /** The absolute path of the file with the access key, which only this user may read. */
  readonly accessKeyFile: () => string;
  /** The path of a state file; null if nothing is kept. */
  readonly file: (name: string) => string | null;
  /** @returns null if the file does not exist yet @throws LocalFailure if it cannot be read */
  readonly read: (name: string) => unknown;
  readonly write: (name: string, value: unknown) => void;
  readonly remove: (name: string) => void;
  readonly release: () => void;
};

const newKey = (): string => `OCORE${randomBytes(16).toString('hex').toUpperCase()}`;

/** State that is lost with the process. Only the access key is in a file, which a local runner reads. */
export const ephemeralState = (): StateDirectory => {
  const accessKey = newKey();
  let directory: string | undefined;
  return {
    accessKey,
    accessKeyFile: () => {
      directory ??= mkdtempSync(join(tmpdir(), 'ocore-'));
      const file = join(directory, 'access-key');
      writeFileSync(file, accessKey, { mode: 0o600 });
      return file;
    },
    file: () => null,
    read: () => null,
    write: () => undefined,
    remove: () => undefined,
    release: () => {
      if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
    },
  };
};

/** Written beside and renamed over: a crash leaves the old file or the new one, never half of one. */
const writeWhole = (path: string, text: string): void => {
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
};

const lock = (directory: string): (() => void) => {
  try {
    return takeLock(join(directory, 'lock'));
  } catch (error) {
    if (!(error instanceof LockHeld)) throw error;
    throw new LocalFailure(
      `Another oCore (process ${error.pid}) uses the state in ${directory}. Stop it, or choose another --state-dir.`,
      { cause: error },
    );
  }
};

/**
 * Opens a state directory, creates it if necessary, and locks it, since two services must not share one.
 * @throws LocalFailure if it cannot be used
 */
export const openStateDirectory = (directory: string): StateDirectory => {
  let release: () => void;
  let accessKey: string;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    keepToOwner(directory);
    release = lock(directory);
    const keyFile = join(directory, 'access-key');
    if (!existsSync(keyFile)) writeWhole(keyFile, newKey());
    accessKey = readFileSync(keyFile, 'utf8').trim();
  } catch (error) {
    if (error instanceof LocalFailure) throw error;
    throw new LocalFailure(
      `The state directory ${directory} cannot be used (${(error as NodeJS.ErrnoException).code}). Choose another --state-dir, or use --ephemeral.`,
      { cause: error },
    );
  }
  const broken = (name: string, cause?: unknown): LocalFailure => {
    release();
    return new LocalFailure(
      `The state file ${join(directory, name)} is broken. Restore it from a copy, or delete ${directory} to begin anew.`,
      { cause },
    );
  };
  if (!/^OCORE[0-9A-F]{32}$/.test(accessKey)) throw broken('access-key');
  return {
    accessKey,
    accessKeyFile: () => resolve(directory, 'access-key'),
    file: (name) => join(directory, name),
    read: (name) => {
      const path = join(directory, name);
      if (!existsSync(path)) return null;
      try {
        return JSON.parse(readFileSync(path, 'utf8'));
      } catch (error) {
        throw broken(name, error);
      }
    },
    write: (name, value) => writeWhole(join(directory, name), JSON.stringify(value)),
    remove: (name) => rmSync(join(directory, name), { force: true }),
    release,
  };
};
