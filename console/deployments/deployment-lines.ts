import type { Deployment } from '#shared/contract/deployment.ts';
import {
  approveDeployment,
  cancelDeployment,
  getDeployment,
  getDeploymentLogs,
  promoteDeployment,
  redeploy,
} from '#shared/contract/endpoints/deployments.ts';
import type { Environment } from '#shared/contract/environment.ts';
import type { CommandLine } from '../ui/command-lines.tsx';
import { type DeploymentAction, targetsOf } from './deployment-actions.tsx';

/** The page of a deployment, and what the caller may do there, as commands and calls. */
export const deploymentLines = (
  deployment: Deployment,
  actions: readonly DeploymentAction[],
  environments: readonly Environment[],
): readonly CommandLine[] => {
  const { id, projectId, commitSha } = deployment;
  const params = { projectId, deploymentId: id };
  const ids = `${projectId} ${id}`;
  const [target] = targetsOf(deployment, environments);
  const lines: Readonly<Record<DeploymentAction, CommandLine | null>> = {
    approve: {
      title: 'Approve it',
      ocore: `ocore deployment approve ${ids}${commitSha === null ? '' : ` --commit ${commitSha}`}`,
      row: approveDeployment,
      params,
      body: commitSha === null ? {} : { commitSha },
    },
    cancel: { title: 'Cancel it', ocore: `ocore deployment cancel ${ids}`, row: cancelDeployment, params, body: {} },
    redeploy: { title: 'Deploy it again', ocore: `ocore deployment redeploy ${ids}`, row: redeploy, params, body: {} },
    promote:
      target === undefined
        ? null
        : {
            title: `Promote it to ${target.name}`,
            ocore: `ocore deployment promote ${ids} --environment ${target.id}`,
            row: promoteDeployment,
            params,
            body: { environmentId: target.id },
          },
  };
  return [
    { title: 'Show the deployment', ocore: `ocore deployment get ${ids}`, row: getDeployment, params },
    { title: 'Follow its log', ocore: `ocore deployment logs ${ids} --follow`, row: getDeploymentLogs, params },
    ...actions.flatMap((action) => lines[action] ?? []),
  ];
};
