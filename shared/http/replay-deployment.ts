import { type DeploymentId, ProjectId } from '../contract/id.ts';
import { readDeployment } from '../data/deployments.ts';
import type { Principal } from '../domain/principal.ts';
import { deploymentReply } from './deployment-reply.ts';
import type { Reply } from './reply.ts';
import { notFound } from './require-permission.ts';

/** Answers a repeated request from the deployment that the first one made or changed. @throws Problem `not_found` */
export const replayDeployment = async (
  { principal, params }: { readonly principal: Principal; readonly params: { readonly projectId: string } },
  id: string,
): Promise<Reply> => {
  const project = ProjectId.parse(params.projectId);
  const deployment = await readDeployment(principal.organization.id, project, id as DeploymentId);
  if (deployment === null) throw notFound();
  return deploymentReply(202, deployment);
};
