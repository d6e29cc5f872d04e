import { redeploy } from '#shared/contract/endpoints/deployments.ts';
import { apiCommand } from '../../tree/command.ts';
import { ignoreSeries, update } from '../../tree/options.ts';

/** `ocore deployment redeploy`. */
export const deploymentRedeploy = apiCommand('deployment redeploy', redeploy, {
  summary: 'Deploy the commit of an ended deployment again',
  examples: ['ocore deployment redeploy prj_… dep_… --wait'],
  arguments: ['project', 'deployment'],
  options: [ignoreSeries, update],
  shape: 'id',
  follows: 'made',
});
