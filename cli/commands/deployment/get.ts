import { getDeployment } from '#shared/contract/endpoints/deployments.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore deployment get`. */
export const deploymentGet = apiCommand('deployment get', getDeployment, {
  summary: 'Show a deployment',
  examples: ['ocore deployment get prj_… dep_…'],
  arguments: ['project', 'deployment'],
  shape: 'one',
});
