import { join } from 'node:path';

/**
 * The folder with the built console: beside the code on AWS; where `npm start` has built it otherwise.
 * @throws Error if the function has none
 */
export const consoleFolder = (environment: NodeJS.ProcessEnv = process.env): string => {
  const { CONSOLE_FOLDER: folder, LAMBDA_TASK_ROOT: task } = environment;
  if (folder !== undefined) return folder;
  if (task === undefined) throw new Error('Neither CONSOLE_FOLDER nor LAMBDA_TASK_ROOT is set.');
  return join(task, 'console');
};
