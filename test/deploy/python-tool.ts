import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs a command to its end, in the root of the checkout if not told otherwise.
 * @returns its standard output
 * @throws Error with all that it said, if it failed
 */
export const run = (
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  cwd: string = root,
): string => {
  const { status, stdout, stderr, error } = spawnSync(command, [...args], {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${error ?? ''}\n${stdout}\n${stderr}`);
  return stdout;
};

/**
 * Installs a program of PyPI into a virtual environment of its own, once.
 * @returns the path of the command that bears its name
 */
export const installTool = (name: string, version: string): string => {
  const folder = join(root, 'node_modules', '.cache', `${name}-${version}`);
  const executable = join(folder, 'bin', name);
  if (existsSync(executable)) return executable;
  mkdirSync(join(folder, '..'), { recursive: true });
  try {
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'pipe' });
  } catch (error) {
    throw new Error('The emulated deploy needs python3 with venv (Debian: apt-get install python3-venv).', {
      cause: error,
    });
  }
  run(join(folder, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', `${name}==${version}`]);
  return executable;
};
