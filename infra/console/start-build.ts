import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A build that runs: the folder with its result, and how to end it early. */
export type RunningBuild = {
  /** @throws ConsoleBuildFailed */
  readonly folder: Promise<string>;
  readonly stop: () => void;
};

/** The console could not be built. The message is what the builder said. */
export class ConsoleBuildFailed extends Error {
  override readonly name = 'ConsoleBuildFailed';
}

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const maxText = 20_000;

/**
 * Builds the console in a process of its own, if its sources have changed.
 * @param flags of infra/console/main.ts
 */
export const startBuild = (flags: readonly string[] = []): RunningBuild => {
  const child = spawn(process.execPath, [main, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // React checks itself in any other mode, and is twice as large.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    if (stderr.length < maxText) stderr += chunk.toString();
  });
  const folder = new Promise<string>((resolve, reject) => {
    child.once('error', (error) => reject(new ConsoleBuildFailed(error.message, { cause: error })));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(stdout.trim());
      else reject(new ConsoleBuildFailed(stderr.trim() || `The builder ended with ${signal ?? code}.`));
    });
  });
  return { folder, stop: () => child.kill('SIGKILL') };
};
