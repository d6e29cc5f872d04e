import { DeploymentTrigger } from '#shared/contract/deployment.ts';
import { DeploymentStatus } from '#shared/contract/deployment-status.ts';
import { listDeployments } from '#shared/contract/endpoints/deployments.ts';
import { apiCommand } from '../../tree/command.ts';
import { choice, environment, text, wholeNumber } from '../../tree/options.ts';

/** `ocore deployment list`. */
export const deploymentList = apiCommand('deployment list', listDeployments, {
  summary: 'List the deployments, newest first',
  examples: ['ocore deployment list prj_…', 'ocore deployment list prj_… --environment Production --status failed'],
  arguments: ['project'],
  options: [
    environment('environmentId', 'of one environment'),
    choice('--status <status>', 'status', DeploymentStatus.options, 'in one status'),
    text('--branch <branch>', 'branch', 'of one branch'),
    text('--commit <sha>', 'commit', 'of one commit: at least 7 digits'),
    choice('--trigger <trigger>', 'trigger', DeploymentTrigger.options, 'by what started them'),
    text('--from <time>', 'from', 'not before, for instance 2026-01-31T00:00:00Z'),
    text('--to <time>', 'to', 'before'),
    wholeNumber('--limit <number>', 'limit', 'rows of a page, 1 to 100'),
  ],
  shape: 'list',
  columns: (one) => ({
    id: one.id,
    environment: one.environmentName,
    status: one.status,
    ref: one.branch ?? one.tag,
    commit: one.commitSha?.slice(0, 10),
    trigger: one.trigger,
    created: one.createdAt,
    message: one.commitMessage?.split('\n')[0],
  }),
});
