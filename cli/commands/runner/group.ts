import type { Command } from 'commander';
import { addOnce } from './once.ts';
import { addStart } from './start.ts';

/** `ocore runner`. */
export const addRunner = (ocore: Command): void => {
  const runner = ocore.command('runner').description('Carries out deployments on this host');
  addStart(runner);
  addOnce(runner);
};
