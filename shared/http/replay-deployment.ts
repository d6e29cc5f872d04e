import { readProject } from '#shared/data/projects/read-project.ts';
import { deploymentReply } from './deployment-reply.ts';
import { deploymentRead } from './find-deployment.ts';
import type { VisibleReads } from './read-visible.ts';
import type { Reply } from './reply.ts';
import { notFound } from './require-permission.ts';

/**
 * Replays a request from the deployment that the first one made or changed.
 * @param status of the first answer
 * @throws Problem `not_found`
 */
export const replayDeployment =
  (status: 200 | 202) =>
  async ({ readVisibleBeside }: VisibleReads, id: string): Promise<Reply> => {
    const [, deployment] = await readVisibleBeside(readProject, deploymentRead(id));
    if (deployment === null) throw notFound();
    return deploymentReply(status, deployment);
  };
