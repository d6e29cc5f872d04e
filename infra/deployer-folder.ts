import { chmodSync, copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleCli } from './bundle-cli.ts';

const deployers = fileURLToPath(new URL('../dist/deployers', import.meta.url));

/**
 * Makes the folder for a CodeBuild deployer: the `ocore` command, and the deploy command with the name `deploy`.
 * @param command a file, relative to where `cdk` runs
 * @returns the folder
 * @throws Error if the file does not exist
 */
export const deployerFolder = (name: string, command: string): string => {
  const folder = join(deployers, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    copyFileSync(resolve(command), join(folder, 'deploy'));
  } catch (cause) {
    throw new Error(`codeBuildDeployers: the command ${command} is not a file that can be read.`, { cause });
  }
  chmodSync(join(folder, 'deploy'), 0o755);
  bundleCli(folder);
  return folder;
};
