import type { Command } from 'commander';
import { addCheck } from './check.ts';
import { addInstall } from './install.ts';
import { addOnce } from './once.ts';
import { addStart } from './start.ts';
import { addUninstall } from './uninstall.ts';

/** `ocore runner`. */
export const addRunner = (ocore: Command): void => {
  const runner = ocore.command('runner').description('Carries out deployments on this host');
  addStart(runner);
  addOnce(runner);
  addCheck(runner);
  addInstall(runner);
  addUninstall(runner);
};
