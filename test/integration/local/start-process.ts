import { type ChildProcess, spawn } from 'node:child_process';
import * as z from 'zod';
import { root } from '#test/run-command.ts';

const Ready = z.object({
  url: z.string(),
  apiKey: z.string().nullable(),
  organization: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
  adminEndpoint: z.string(),
});

/** A service started as a process of its own, as `npm start` does. */
export type StartedProcess = z.infer<typeof Ready> & {
  readonly child: ChildProcess;
  /** All of its standard output so far. */
  readonly stdout: () => string;
  /** All of its standard error so far. */
  readonly stderr: () => string;
  /** Sends a signal and waits for the end. @returns the exit code, or null where the signal ended it */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
};

/** Starts the service with `--json` and waits for its line. */
export const startProcess = (...flags: readonly string[]): Promise<StartedProcess> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['infra/local/main.ts', '--json', ...flags], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    const ended = new Promise<number | null>((done) => child.once('close', done));
    ended.then((code) => reject(new Error(`The service ended with ${code}: ${stderr}`)));
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      if (!stdout.includes('\n')) return;
      const end = (signal: NodeJS.Signals): Promise<number | null> => {
        child.kill(signal);
        return ended;
      };
      resolve({ ...Ready.parse(JSON.parse(stdout)), child, stdout: () => stdout, stderr: () => stderr, end });
    });
  });
