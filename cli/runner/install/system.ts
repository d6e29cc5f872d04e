import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** The host, as far as an installation touches it. */
export type System = {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  readonly hasSystemd: boolean;
  /** How this very command is started: Node and the script. */
  readonly self: readonly string[];
  /** @returns null where there is no such file */
  readonly read: (path: string) => string | null;
  /** Replaces a file as a whole. */
  readonly write: (path: string, text: string, mode: number) => void;
  /** Gives a file that is right already its mode. */
  readonly protect: (path: string, mode: number) => void;
  readonly remove: (path: string) => void;
  /** Runs a program. @returns its exit code and what it said of a failure */
  readonly run: (file: string, args: readonly string[]) => { readonly code: number; readonly said: string };
};

/** Writes beside the file first, so that a crash leaves the old one. */
const replaceFile = (path: string, text: string, mode: number): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  const next = `${path}.${process.pid}`;
  rmSync(next, { force: true });
  writeFileSync(next, text, { mode: mode & 0o600, flag: 'wx' });
  chmodSync(next, mode);
  renameSync(next, path);
};

/** This host. */
export const thisSystem = (): System => ({
  platform: process.platform,
  isRoot: process.getuid?.() === 0,
  // Source: sd_booted(3).
  hasSystemd: existsSync('/run/systemd/system'),
  self: [process.execPath, realpathSync(process.argv[1] ?? '')],
  read: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null),
  write: replaceFile,
  protect: chmodSync,
  remove: (path) => rmSync(path, { force: true }),
  run: (file, args) => {
    const { error, status, stderr } = spawnSync(file, [...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return { code: status ?? 1, said: error?.message ?? stderr.trim() };
  },
});
