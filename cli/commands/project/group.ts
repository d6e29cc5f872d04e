import type { ApiCommand } from '../../tree/command.ts';
import { projectArchive } from './archive.ts';
import { projectClone } from './clone.ts';
import { projectConnectRepo } from './connect-repo.ts';
import { projectCreate } from './create.ts';
import { projectDelete } from './delete.ts';
import { projectGet } from './get.ts';
import { projectList } from './list.ts';
import { projectUnarchive } from './unarchive.ts';
import { projectUpdate } from './update.ts';

/** The commands of `ocore project` that call the API. */
export const projectCommands: readonly ApiCommand[] = [
  projectCreate,
  projectList,
  projectGet,
  projectUpdate,
  projectDelete,
  projectArchive,
  projectUnarchive,
  projectClone,
  projectConnectRepo,
];
