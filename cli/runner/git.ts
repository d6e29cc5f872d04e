import { execFile } from 'node:child_process';
import { runGuarded } from './run-guarded.ts';
import { prepareWatchdogs } from './watchdog-process.ts';

/** The output and exit code of git. */
export type GitAnswer = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type GitOptions = {
  /** Another directory than the work tree. */
  readonly directory?: string;
  /** Without network: missing objects are not fetched. */
  readonly isOffline?: boolean;
  /** What git reads from its standard input. For a command without network. */
  readonly input?: string;
  /** Variables for this call alone, for instance another key. */
  readonly environment?: Readonly<Record<string, string>>;
};

/** Runs git without a shell. */
export type Git = (args: readonly string[], options?: GitOptions) => Promise<GitAnswer>;

/** A repository, and what git needs to reach its server beside its own environment. */
export type GitPlace = { readonly directory: string; readonly environment: Readonly<Record<string, string>> };

/** Git for one repository within a deployment. */
export const gitAt =
  (git: Git, { directory, environment }: GitPlace): Git =>
  (args, options = {}) =>
    git(args, { directory, ...options, environment: { ...environment, ...options.environment } });

// Enough for file lists of the largest repositories. Longer output is cut.
const maxBytes = 64 * 1024 * 1024;
const maxErrorBytes = 64 * 1024;

export type GitSettings = {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Directories to remove when the runner ends. */
  readonly remove: readonly string[];
};

/** Commands without network need no watchdog. */
const offline = (settings: GitSettings, args: readonly string[], given: GitOptions): Promise<GitAnswer> =>
  new Promise((resolve) => {
    const options = {
      cwd: given.directory ?? settings.directory,
      // With no protocol allowed, a partial clone cannot fetch missing objects.
      env: { ...settings.environment, GIT_ALLOW_PROTOCOL: 'none' },
      maxBuffer: maxBytes,
      timeout: settings.timeoutMs,
      killSignal: 'SIGKILL' as const,
      signal: settings.signal,
    };
    const child = execFile('git', [...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      resolve({ code, stdout, stderr: code === null ? `${stderr}\n${error?.message}` : stderr });
    });
    // Git may end without reading it all: that is told by its exit code.
    child.stdin?.on('error', () => undefined).end(given.input ?? '');
  });

/** Git for one work tree. Commands with network run behind the watchdog, so that they end with the runner. */
export const gitIn = (settings: GitSettings): Git => {
  // A fetch and a checkout follow each other at once.
  prepareWatchdogs(2);
  return async (args, options = {}) => {
    if (options.isOffline === true) return offline(settings, args, options);
    const written = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    const sizes = { stdout: 0, stderr: 0 };
    const ending = runGuarded({
      file: 'git',
      arguments: args,
      directory: options.directory ?? settings.directory,
      environment: { ...settings.environment, ...options.environment },
      marker: null,
      remove: settings.remove,
      signal: settings.signal,
      graceMs: 2000,
      timeoutMs: settings.timeoutMs,
      onOutput: (stream, chunk) => {
        sizes[stream] += chunk.length;
        if (sizes[stream] <= (stream === 'stdout' ? maxBytes : maxErrorBytes)) written[stream].push(chunk);
      },
    });
    // After git comes git, or the deploy command.
    prepareWatchdogs(1);
    const { code, timedOut } = await ending;
    const stderr = Buffer.concat(written.stderr).toString('utf8');
    return {
      code: timedOut ? null : code,
      stdout: Buffer.concat(written.stdout).toString('utf8'),
      stderr: timedOut ? `${stderr}\ngit ${args[0]} took more than ${settings.timeoutMs / 1000} s.` : stderr,
    };
  };
};
