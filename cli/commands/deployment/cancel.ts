import { cancelDeployment } from '#shared/contract/endpoints/deployments.ts';
import { apiCommand } from '../../tree/command.ts';
import { text } from '../../tree/options.ts';

/** `ocore deployment cancel`. */
export const deploymentCancel = apiCommand('deployment cancel', cancelDeployment, {
  summary: 'Cancel a deployment: at once, or at the next heartbeat of its runner',
  examples: ['ocore deployment cancel prj_… dep_… --reason "Wrong branch"'],
  arguments: ['project', 'deployment'],
  options: [text('--reason <text>', 'reason', 'why, for the history')],
  shape: 'id',
});
