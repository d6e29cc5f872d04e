import type { ApiCommand } from '../../tree/command.ts';
import { permissionList } from './list.ts';

/** The commands of `ocore permission` that call the API. */
export const permissionCommands: readonly ApiCommand[] = [permissionList];
