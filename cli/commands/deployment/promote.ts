import { promoteDeployment } from '#shared/contract/endpoints/deployments.ts';
import { apiCommand } from '../../tree/command.ts';
import { environment, flag, ignoreSeries, update } from '../../tree/options.ts';

/** `ocore deployment promote`. */
export const deploymentPromote = apiCommand('deployment promote', promoteDeployment, {
  summary: 'Deploy the commit of a deployment that succeeded to another environment',
  examples: ['ocore deployment promote prj_… dep_… --environment Production --wait'],
  arguments: ['project', 'deployment'],
  options: [
    environment('environmentId', 'where to', { required: true }),
    ignoreSeries,
    update,
    flag('--force', 'force', 'also from a branch that the environment does not take'),
  ],
  shape: 'id',
  follows: 'made',
});
