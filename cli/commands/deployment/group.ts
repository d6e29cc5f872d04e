import type { ApiCommand } from '../../tree/command.ts';
import { deploymentApprove } from './approve.ts';
import { deploymentCancel } from './cancel.ts';
import { deploymentGet } from './get.ts';
import { deploymentList } from './list.ts';
import { deploymentLogs } from './logs.ts';
import { deploymentPromote } from './promote.ts';
import { deploymentRedeploy } from './redeploy.ts';

/** The commands of `ocore deployment` that call the API. */
export const deploymentCommands: readonly ApiCommand[] = [
  deploymentList,
  deploymentGet,
  deploymentLogs,
  deploymentCancel,
  deploymentRedeploy,
  deploymentApprove,
  deploymentPromote,
];
