import type { ApiCommand } from '../../tree/command.ts';
import { submoduleAdd } from './add.ts';
import { submoduleGet } from './get.ts';
import { submoduleList } from './list.ts';
import { submoduleRemove } from './remove.ts';
import { submoduleVerify } from './verify.ts';

/** The commands of `ocore submodule` that call the API. */
export const submoduleCommands: readonly ApiCommand[] = [
  submoduleList,
  submoduleGet,
  submoduleAdd,
  submoduleVerify,
  submoduleRemove,
];
