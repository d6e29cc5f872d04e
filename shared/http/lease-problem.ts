import { Problem } from '#shared/contract/problem.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { isEnded } from '#shared/domain/deployments/deployment-transition.ts';
import { runnerLost } from '#shared/domain/deployments/expire-lease.ts';
import { deploymentRead } from './find-deployment.ts';
import type { VisibleReads } from './read-visible.ts';
import { notFound } from './require-permission.ts';

type Context = VisibleReads & { readonly params: { readonly deploymentId: string } };

/**
 * Explains why a runner's lease token was refused. Only this case needs a read.
 * @returns Problem `lease_lost`, `deployment_already_finished`
 * @throws Problem `not_found`, `permission_missing`
 */
export const leaseProblem = async ({ readVisibleBeside, requireOn, params }: Context): Promise<Problem> => {
  const [project, deployment] = await readVisibleBeside(readProject, deploymentRead(params.deploymentId));
  if (deployment === null) throw notFound();
  requireOn(project, deployment.environmentId);
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
