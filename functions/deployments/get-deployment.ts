import { getDeployment } from '#shared/contract/endpoints/deployments.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { presentDeployment } from '#shared/domain/deployments/present-deployment.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { deploymentRead } from '#shared/http/find-deployment.ts';
import { ok } from '#shared/http/reply.ts';
import { notFound } from '#shared/http/require-permission.ts';

/** Reads a deployment. Its project, which holds the access settings, is read in parallel. */
export const handler = endpoint(
  getDeployment,
  async ({ readVisibleBeside, params }) => {
    const [, deployment] = await readVisibleBeside(readProject, deploymentRead(params.deploymentId));
    if (deployment === null) throw notFound();
    return ok(presentDeployment(deployment), deployment.version);
  },
  { config: ['TABLE_NAME'] },
);
