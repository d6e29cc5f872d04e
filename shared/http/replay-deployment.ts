import { type DeploymentId, ProjectId } from '#shared/contract/id.ts';
import { readDeployment } from '#shared/data/deployments/deployments.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { deploymentReply } from './deployment-reply.ts';
import type { Reply } from './reply.ts';
import { notFound } from './require-permission.ts';

type Context = { readonly principal: Principal; readonly params: { readonly projectId: string } };

/**
 * Replays a request from the deployment that the first one made or changed.
 * @param status of the first answer
 * @throws Problem `not_found`
 */
export const replayDeployment =
  (status: 200 | 202) =>
  async ({ principal, params }: Context, id: string): Promise<Reply> => {
    const project = ProjectId.parse(params.projectId);
    const deployment = await readDeployment(principal.organization.id, project, id as DeploymentId);
    if (deployment === null) throw notFound();
    return deploymentReply(status, deployment);
  };
