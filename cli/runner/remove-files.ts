import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Removes the files that a deploy command has worked with, also what may not be written, while heartbeats go on: there can
 * be a million of them. One that is not there is no error. Links are not followed.
 * @throws Error of the system for what belongs to another user
 */
export const removeFiles = async (directory: string): Promise<void> => {
  // Its failure shows in what follows: what stays unwritable cannot be removed.
  await run('chmod', ['-R', 'u+rwX', '--', directory]).catch(() => undefined);
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
};
