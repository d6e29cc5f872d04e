import type { ApiCommand } from '../../tree/command.ts';
import { accessExplain } from './explain.ts';
import { accessGrant } from './grant.ts';
import { accessOpen } from './open.ts';
import { accessRestrict } from './restrict.ts';
import { accessRevoke } from './revoke.ts';
import { accessShow } from './show.ts';

/** The commands of `ocore access` that call the API. */
export const accessCommands: readonly ApiCommand[] = [
  accessShow,
  accessRestrict,
  accessOpen,
  accessGrant,
  accessRevoke,
  accessExplain,
];
