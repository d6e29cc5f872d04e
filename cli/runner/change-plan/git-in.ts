import { execFile } from 'node:child_process';

// Enough for the listing of a commit with two million files.
const maxOutput = 256 * 1024 * 1024;
const timeoutMs = 10 * 60_000;

/** Runs git in one repository. @returns its output @throws Error with git's message if it fails */
export type Git = (args: readonly string[], input?: string) => Promise<Buffer>;

/**
 * Git for one repository, with only the repository's own configuration.
 * @param environment what a partial clone needs to fetch, for instance GIT_SSH_COMMAND
 * @param signal ends what runs
 */
export const gitIn =
  (gitDirectory: string, environment: Readonly<Record<string, string>> = {}, signal?: AbortSignal): Git =>
  (args, input = '') =>
    new Promise((resolve, reject) => {
      const env = {
        PATH: process.env.PATH,
        LC_ALL: 'C',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_TERMINAL_PROMPT: '0',
        ...environment,
      };
      const child = execFile(
        'git',
        [`--git-dir=${gitDirectory}`, ...args],
        {
          env,
          encoding: 'buffer',
          maxBuffer: maxOutput,
          timeout: timeoutMs,
          killSignal: 'SIGKILL',
          ...(signal === undefined ? {} : { signal }),
        },
        (error, stdout, stderr) => {
          if (error === null) resolve(stdout);
          else reject(new Error(`git ${args[0]} failed: ${stderr.toString().trim()}`, { cause: error }));
        },
      );
      // Git closes its input if it ends early. Its own error explains why.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });
