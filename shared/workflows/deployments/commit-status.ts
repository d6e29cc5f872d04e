import type { DeploymentStatus } from '#shared/contract/deployment-status.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { CommitState, CommitStatus } from '#shared/providers/client/git-provider.ts';

const states: Readonly<Record<DeploymentStatus, CommitState>> = {
  queued: 'pending',
  waiting: 'pending',
  running: 'running',
  succeeded: 'success',
  failed: 'failure',
  cancelled: 'cancelled',
  superseded: 'cancelled',
};

/** The description if the deployment has no status reason. */
const sentences: Readonly<Record<DeploymentStatus, (environment: string) => string>> = {
  queued: (environment) => `Queued for ${environment}.`,
  waiting: (environment) => `Waits to be deployed to ${environment}.`,
  running: (environment) => `Deploying to ${environment}.`,
  succeeded: (environment) => `Deployed to ${environment}.`,
  failed: (environment) => `The deployment to ${environment} failed.`,
  cancelled: (environment) => `The deployment to ${environment} was cancelled.`,
  superseded: (environment) => `A newer deployment of ${environment} replaced it.`,
};

/**
 * The commit status of a deployment; each environment has its own. The provider clients cut texts that are too long.
 * @param environmentUrl where Odoo answers; without it the status links to the deployment
 * @param publicUrl without a slash at its end
 */
export const commitStatusOf = (
  deployment: DeploymentRecord,
  environmentUrl: string | null,
  publicUrl: string,
): CommitStatus => ({
  state: states[deployment.status],
  context: `ocore/${deployment.environmentName}`,
  description: deployment.statusReason ?? sentences[deployment.status](deployment.environmentName),
  targetUrl: environmentUrl ?? `${publicUrl}/api/projects/${deployment.projectId}/deployments/${deployment.id}`,
  branch: deployment.branch,
});
