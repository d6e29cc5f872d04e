import { presentDeployment } from '#shared/domain/deployments/present-deployment.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import { accepted, ok, type Reply } from './reply.ts';

/** The answer with a deployment; a 202 carries its address. */
export const deploymentReply = (status: 200 | 202, deployment: DeploymentRecord): Reply =>
  status === 200
    ? ok(presentDeployment(deployment), deployment.version)
    : accepted(
        presentDeployment(deployment),
        deployment.version,
        `/api/projects/${deployment.projectId}/deployments/${deployment.id}`,
      );
