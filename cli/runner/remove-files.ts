import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Removes the files of a deploy command, including read-only ones. It does not block heartbeats, since there can be a
 * million files. A missing directory is no error. Links are not followed.
 * @throws Error of the system for files of another user
 */
export const removeFiles = async (directory: string): Promise<void> => {
  // If this fails, the removal below fails too.
  await run('chmod', ['-R', 'u+rwX', '--', directory]).catch(() => undefined);
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
};
