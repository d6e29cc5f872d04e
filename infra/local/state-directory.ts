import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { keepToOwner } from './keep-to-owner.ts';
import { LocalFailure } from './local-failure.ts';

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
  readonly release: () => void;
};

const isAlive = (pid: number): boolean => {
  // A truncated lock file has no id. 0 and negative ids would address process groups.
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
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
 * Opens a state directory, creates it if necessary, and locks it, since two services must not share one.
 * @throws LocalFailure if it cannot be used
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
      // Written to a new file and renamed, so that a crash leaves either the old or the new file.
      const path = join(directory, name);
      writeFileSync(`${path}.new`, JSON.stringify(value), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    },
    release: () => rmSync(lockFile, { force: true }),
  };
};
