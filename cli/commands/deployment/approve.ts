import { approveDeployment } from '#shared/contract/endpoints/deployments.ts';
import { apiCommand } from '../../tree/command.ts';
import { text } from '../../tree/options.ts';

/** `ocore deployment approve`. */
export const deploymentApprove = apiCommand('deployment approve', approveDeployment, {
  summary: 'Approve a deployment that waits for it',
  examples: ['ocore deployment approve prj_… dep_…'],
  arguments: ['project', 'deployment'],
  options: [text('--commit <sha>', 'commitSha', 'only if it still is this commit, given in full')],
  shape: 'id',
});
