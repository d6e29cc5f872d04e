import { DeploymentId, ProjectId } from '#shared/contract/id.ts';
import { Problem } from '#shared/contract/problem.ts';
import { readDeployment } from '#shared/data/deployments/deployments.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { isEnded } from '#shared/domain/deployments/deployment-transition.ts';
import { runnerLost } from '#shared/domain/deployments/expire-lease.ts';
import { readVisible } from './read-visible.ts';
import { notFound } from './require-permission.ts';

/**
 * Explains why a runner's lease token was refused. Only this case needs a read.
 * @returns Problem `lease_lost`, `deployment_already_finished`
 * @throws Problem `not_found`, `permission_missing`
 */
export const leaseProblem = async (
  principal: Principal,
  params: { readonly projectId: string; readonly deploymentId: string },
): Promise<Problem> => {
  const project = ProjectId.safeParse(params.projectId);
  const id = DeploymentId.safeParse(params.deploymentId);
  const [, deployment] = await Promise.all([
    readVisible(principal, 'run:projects', params.projectId, readProject),
    project.success && id.success ? readDeployment(principal.organization.id, project.data, id.data) : null,
  ]);
  if (deployment === null) throw notFound();
  if (isEnded(deployment.status) && deployment.statusReason?.startsWith(runnerLost) !== true) {
    return new Problem(
      'deployment_already_finished',
      `The deployment is ${deployment.status} already. Stop the work on it and claim the next one.`,
    );
  }
  return new Problem(
    'lease_lost',
    'The lease of this deployment is not yours, or it was not renewed within 60 s. Stop the work on it and claim the next one.',
  );
};
