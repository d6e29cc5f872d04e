import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';

/**
 * Removes a directory with its content, including read-only files, which a deploy command may leave. A missing
 * directory is no error, nor is another process that removes it too. Links are not followed.
 */
export const removeDirectory = (directory: string): void => {
  spawnSync('chmod', ['-R', 'u+rwX', '--', directory], { stdio: 'ignore' });
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
};
