import type { Deployment } from '#shared/contract/deployment.ts';
import { commitUrl, compareUrl } from '#shared/domain/commit-links.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';

const changePlan = (plan: Deployment['changePlan']): Deployment['changePlan'] =>
  plan === null
    ? null
    : {
        modules: [...plan.modules],
        versionBumps: plan.versionBumps.map(({ module, from, to }) => ({ module, from, to })),
        requirementsChanged: plan.requirementsChanged,
        warnings: [...plan.warnings],
        // Plans of earlier versions have none.
        updates: plan.updates?.map(({ module, reason }) => ({ module, reason })) ?? null,
      };

/** A deployment as the API returns it. */
export const presentDeployment = (deployment: DeploymentRecord): Deployment => ({
  id: deployment.id,
  projectId: deployment.projectId,
  environmentId: deployment.environmentId,
  environmentName: deployment.environmentName,
  environmentType: deployment.environmentType,
  branch: deployment.branch,
  tag: deployment.tag,
  commitSha: deployment.commitSha,
  commitMessage: deployment.commitMessage,
  commitAuthor: deployment.commitAuthor,
  commitUrl: commitUrl(deployment.repositoryPage, deployment.commitSha),
  compareUrl: compareUrl(deployment.repositoryPage, deployment.previousCommitSha, deployment.commitSha),
  trigger: deployment.trigger,
  triggeredBy: deployment.triggeredBy,
  triggeredByName: deployment.triggeredByName,
  deliveryId: deployment.deliveryId,
  status: deployment.status,
  statusReason: deployment.statusReason,
  waitsFor: [...deployment.waitsFor],
  supersededBy: deployment.supersededBy,
  redeployOf: deployment.redeployOf,
  promotedFrom: deployment.promotedFrom,
  approvedBy: deployment.approvedBy,
  approvedByName: deployment.approvedByName,
  approvedAt: deployment.approvedAt,
  cancelledBy: deployment.cancelledBy,
  cancelledByName: deployment.cancelledByName,
  cancelReason: deployment.cancelReason,
  runner: deployment.runner,
  createdAt: deployment.createdAt,
  startedAt: deployment.startedAt,
  completedAt: deployment.completedAt,
  durationMs: deployment.durationMs,
  errorMessage: deployment.errorMessage,
  ignoreSeries: deployment.ignoreSeries,
  update: typeof deployment.update === 'string' ? deployment.update : [...deployment.update],
  force: deployment.force,
  changePlan: changePlan(deployment.changePlan),
  submodules:
    deployment.submodules?.map(({ path, repositoryUrl, commitSha, fetched }) => ({
      path,
      repositoryUrl,
      commitSha,
      fetched,
    })) ?? null,
  statusReport:
    deployment.statusReport === null
      ? null
      : { state: deployment.statusReport.state, detail: deployment.statusReport.detail },
});

/**
 * A deployment as an event contains it: without `submodules`, with which the longest change plan would exceed the 256 KB of
 * the bus.
 */
export const presentDeploymentToAll = (deployment: DeploymentRecord): Omit<Deployment, 'submodules'> => {
  const { submodules: _read, ...shown } = presentDeployment(deployment);
  return shown;
};
