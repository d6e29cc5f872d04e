import { execFile } from 'node:child_process';
import { runGuarded } from './run-guarded.ts';

/** What git wrote, and how it ended. */
export type GitAnswer = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type GitOptions = {
  /** Elsewhere than in the work tree. */
  readonly directory?: string;
  /** Without any connection: an object that is not here is missing, and not fetched. */
  readonly isOffline?: boolean;
};

/** Runs git with arguments that are data, never a shell's text. */
export type Git = (args: readonly string[], options?: GitOptions) => Promise<GitAnswer>;

// Lists of files of the largest repositories; what is longer is cut.
const mostBytes = 64 * 1024 * 1024;
const mostErrorBytes = 64 * 1024;

export type GitSettings = {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Directories that must not outlive the runner. */
  readonly remove: readonly string[];
};

/** What connects to nothing needs no watchdog. */
const offline = (settings: GitSettings, args: readonly string[], directory?: string): Promise<GitAnswer> =>
  new Promise((resolve) => {
    const options = {
      cwd: directory ?? settings.directory,
      // A partial clone fetches what is missing by itself; with no protocol allowed it cannot.
      env: { ...settings.environment, GIT_ALLOW_PROTOCOL: 'none' },
      maxBuffer: mostBytes,
      timeout: settings.timeoutMs,
      killSignal: 'SIGKILL' as const,
      signal: settings.signal,
    };
    execFile('git', [...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      resolve({ code, stdout, stderr: code === null ? `${stderr}\n${error?.message}` : stderr });
    });
  });

/** Git in one work tree. What connects is guarded as a deploy command is: it ends with the runner. */
export const gitIn = (settings: GitSettings): Git => {
  return async (args, options = {}) => {
    if (options.isOffline === true) return offline(settings, args, options.directory);
    const written = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    const sizes = { stdout: 0, stderr: 0 };
    const { code, timedOut } = await runGuarded({
      file: 'git',
      arguments: args,
      directory: options.directory ?? settings.directory,
      environment: settings.environment,
      marker: null,
      remove: settings.remove,
      signal: settings.signal,
      graceMs: 2000,
      timeoutMs: settings.timeoutMs,
      onOutput: (stream, chunk) => {
        sizes[stream] += chunk.length;
        if (sizes[stream] <= (stream === 'stdout' ? mostBytes : mostErrorBytes)) written[stream].push(chunk);
      },
    });
    const stderr = Buffer.concat(written.stderr).toString('utf8');
    return {
      code: timedOut ? null : code,
      stdout: Buffer.concat(written.stdout).toString('utf8'),
      stderr: timedOut ? `${stderr}\ngit ${args[0]} took more than ${settings.timeoutMs / 1000} s.` : stderr,
    };
  };
};
