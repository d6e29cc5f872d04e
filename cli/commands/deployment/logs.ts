import { getDeploymentLogs } from '#shared/contract/endpoints/deployments.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore deployment logs`. */
export const deploymentLogs = apiCommand('deployment logs', getDeploymentLogs, {
  summary: 'Print the log of a deployment; with --json one line of JSON for each',
  examples: ['ocore deployment logs prj_… dep_…', 'ocore deployment logs prj_… dep_… --follow'],
  arguments: ['project', 'deployment'],
  shape: 'log',
  idOf: null,
  follows: 'named',
});
