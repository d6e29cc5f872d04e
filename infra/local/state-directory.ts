import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { keepToOwner } from './keep-to-owner.ts';
import { LocalFailure } from './local-failure.ts';

/** What a service keeps on disk, or nothing at all when it is ephemeral. */
export type StateDirectory = {
  /** The random key without which the inner services answer nobody. */
  readonly accessKey: string;
  /** Where the key lies, as an absolute path; only the user of this process may read it. */
  readonly accessKeyFile: () => string;
  /** Where a file of the state lies; null when nothing is kept. */
  readonly file: (name: string) => string | null;
  /** @returns null where the file does not exist yet @throws LocalFailure where it cannot be read */
  readonly read: (name: string) => unknown;
  readonly write: (name: string, value: unknown) => void;
  readonly release: () => void;
};

const isAlive = (pid: number): boolean => {
  // A lock file that was cut off holds no id; 0 and below would ask for whole groups of processes.
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const newKey = (): string => `OCORE${randomBytes(16).toString('hex').toUpperCase()}`;

/** State that is forgotten with the process, but for the file of its access key, which a runner reads while it serves. */
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
    release: () => {
      if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
    },
  };
};

const lock = (directory: string): string => {
  const path = join(directory, 'lock');
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx', mode: 0o600 });
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const pid = Number(readFileSync(path, 'utf8'));
      if (pid !== process.pid && isAlive(pid)) {
        throw new LocalFailure(
          `Another oCore (process ${pid}) uses the state in ${directory}. Stop it, or choose another --state-dir.`,
        );
      }
      rmSync(path, { force: true });
    }
  }
};

/**
 * Opens a state directory, makes it where it does not exist, and locks it: two services must not share one.
 * @throws LocalFailure where it cannot be used
 */
export const openStateDirectory = (directory: string): StateDirectory => {
  let lockFile: string;
  let accessKey: string;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    keepToOwner(directory);
    lockFile = lock(directory);
    const keyFile = join(directory, 'access-key');
    if (!existsSync(keyFile)) writeFileSync(keyFile, newKey(), { mode: 0o600 });
    accessKey = readFileSync(keyFile, 'utf8').trim();
  } catch (error) {
    if (error instanceof LocalFailure) throw error;
    throw new LocalFailure(
      `The state directory ${directory} cannot be used (${(error as NodeJS.ErrnoException).code}). Choose another --state-dir, or use --ephemeral.`,
      { cause: error },
    );
  }
  const broken = (name: string, cause?: unknown): LocalFailure => {
    rmSync(lockFile, { force: true });
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
    write: (name, value) => {
      // Written beside and renamed over: a crash leaves the old file or the new one, never half of one.
      const path = join(directory, name);
      writeFileSync(`${path}.new`, JSON.stringify(value), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    },
    release: () => rmSync(lockFile, { force: true }),
  };
};
