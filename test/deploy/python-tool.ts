import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mendNestedUpdates } from './mend-ministack.ts';

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

/** The programs of PyPI that these tests need. */
const versions = { ministack: '1.5.33', 'cfn-lint': '1.58.0' } as const;

type Tool = keyof typeof versions;

const folderOf = (name: Tool): string => join(root, 'node_modules', '.cache', `${name}-${versions[name]}`);

/** The path of the command that bears the name of a program. */
export const toolPath = (name: Tool): string => join(folderOf(name), 'bin', name);

/** Installs a program into a virtual environment of its own, once. */
const install = (name: Tool): void => {
  const folder = folderOf(name);
  if (existsSync(toolPath(name))) return;
  mkdirSync(join(folder, '..'), { recursive: true });
  try {
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'pipe' });
  } catch (error) {
    throw new Error('The emulated deploy needs python3 with venv (Debian: apt-get install python3-venv).', {
      cause: error,
    });
  }
  const wanted = `${name}==${versions[name]}`;
  run(join(folder, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', wanted]);
};

/** Installs all of them, before the first file, since files run side by side. */
export const installTools = (): void => {
  install('ministack');
  mendNestedUpdates(toolPath('ministack'));
  install('cfn-lint');
};
