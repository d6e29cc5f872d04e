import { chmodSync, copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundleCli } from './bundle-cli.ts';

/**
 * Fills the folder of a CodeBuild deployer: the `ocore` command, and the deploy command with the name `deploy`.
 * @param command a file, relative to where `cdk` runs
 * @throws Error if the file does not exist
 */
export const fillDeployerFolder = (folder: string, command: string): void => {
  try {
    copyFileSync(resolve(command), join(folder, 'deploy'));
  } catch (cause) {
    throw new Error(`codeBuildDeployers: the command ${command} is not a file that can be read.`, { cause });
  }
  chmodSync(join(folder, 'deploy'), 0o755);
  bundleCli(folder);
};
