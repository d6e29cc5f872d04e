import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** The `ocore` command: bundled, where the project of the tests bundles it (test/bundled-command.ts). */
export const ocoreCommand = process.env.OCORE_TEST_COMMAND ?? join(root, 'cli/bin/ocore');

/** What Node runs as the `ocore` command. */
export const ocoreFile = process.env.OCORE_TEST_COMMAND === undefined ? 'cli/main.ts' : `${ocoreCommand}.js`;

export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/**
 * Runs a command to its end without blocking this process, whose own service it may call.
 * @param input what it reads from standard input, which is no terminal
 */
export const runCommand = (
  command: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly input?: string; readonly cwd?: string } = {},
): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
