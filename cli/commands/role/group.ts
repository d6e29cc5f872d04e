import type { ApiCommand } from '../../tree/command.ts';
import { roleCreate } from './create.ts';
import { roleDelete } from './delete.ts';
import { roleGet } from './get.ts';
import { roleList } from './list.ts';
import { roleUpdate } from './update.ts';

/** The commands of `ocore role` that call the API. */
export const roleCommands: readonly ApiCommand[] = [roleList, roleGet, roleCreate, roleUpdate, roleDelete];
