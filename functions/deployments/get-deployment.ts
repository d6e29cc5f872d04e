import { getDeployment } from '#shared/contract/endpoints/deployments.ts';
import { DeploymentId, ProjectId } from '#shared/contract/id.ts';
import { readDeployment } from '#shared/data/deployments/deployments.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { presentDeployment } from '#shared/domain/deployments/present-deployment.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { readVisible } from '#shared/http/read-visible.ts';
import { ok } from '#shared/http/reply.ts';
import { notFound } from '#shared/http/require-permission.ts';

/** Reads a deployment. Its project, which holds the access settings, is read in parallel. */
export const handler = endpoint(
  getDeployment,
  async ({ principal, params }) => {
    const project = ProjectId.safeParse(params.projectId);
    const id = DeploymentId.safeParse(params.deploymentId);
    const [, deployment] = await Promise.all([
      readVisible(principal, getDeployment.access.permission, params.projectId, readProject),
      project.success && id.success ? readDeployment(principal.organization.id, project.data, id.data) : null,
    ]);
    if (deployment === null) throw notFound();
    return ok(presentDeployment(deployment), deployment.version);
  },
  { config: ['TABLE_NAME'] },
);
