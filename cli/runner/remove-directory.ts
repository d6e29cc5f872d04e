import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';

/**
 * Removes a directory of ours with all that is in it, also what may not be written: a deploy command can leave that. One
 * that is not there is no error, nor is another process that removes it too. Links are not followed.
 */
export const removeDirectory = (directory: string): void => {
  spawnSync('chmod', ['-R', 'u+rwX', '--', directory], { stdio: 'ignore' });
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
};
