import type { ApiCommand } from '../../tree/command.ts';
import { memberGet } from './get.ts';
import { memberInvite } from './invite.ts';
import { memberLeave } from './leave.ts';
import { memberList } from './list.ts';
import { memberRemove } from './remove.ts';
import { memberRole } from './role.ts';

/** The commands of `ocore member` that call the API. */
export const memberCommands: readonly ApiCommand[] = [
  memberList,
  memberGet,
  memberInvite,
  memberRole,
  memberRemove,
  memberLeave,
];
