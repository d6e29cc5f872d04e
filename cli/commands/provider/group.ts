import type { ApiCommand } from '../../tree/command.ts';
import { providerGet } from './get.ts';
import { providerList } from './list.ts';
import { providerRemove } from './remove.ts';
import { providerRepositories } from './repositories.ts';
import { providerSet } from './set.ts';

/** The commands of `ocore provider` that call the API. */
export const providerCommands: readonly ApiCommand[] = [
  providerList,
  providerGet,
  providerSet,
  providerRemove,
  providerRepositories,
];
