import type { ApiCommand } from '../../tree/command.ts';
import { environmentCreate } from './create.ts';
import { environmentDelete } from './delete.ts';
import { environmentGet } from './get.ts';
import { environmentList } from './list.ts';
import { environmentListAll } from './list-all.ts';
import { environmentPause } from './pause.ts';
import { environmentResume } from './resume.ts';
import { environmentUpdate } from './update.ts';

/** The commands of `ocore environment` that call the API. */
export const environmentCommands: readonly ApiCommand[] = [
  environmentList,
  environmentListAll,
  environmentGet,
  environmentCreate,
  environmentUpdate,
  environmentDelete,
  environmentPause,
  environmentResume,
];
