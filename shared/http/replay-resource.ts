import type { ProjectId } from '#shared/contract/id.ts';
import { readConfiguration, readProject } from '#shared/data/projects/read-project.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import type { EnvironmentFacts, Reader } from '#shared/domain/environments/present-environment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { deploymentRead } from './find-deployment.ts';
import type { VisibleReads } from './read-visible.ts';
import type { Reply } from './reply.ts';
import { notFound } from './require-permission.ts';
import { requireEnvironment } from './require-resource.ts';
import { deploymentReply } from './resource-reply.ts';

/**
 * Replays a request from the project that the first one made.
 * @param reply builds the first answer from the project
 * @throws Problem `not_found`
 */
export const replayProject =
  (reply: (project: ProjectRecord, principal: Principal) => Reply) =>
  async ({ principal }: { readonly principal: Principal }, id: string): Promise<Reply> => {
    const project = await readProject(principal.organization.id, id as ProjectId);
    if (project === null) throw notFound();
    return reply(project, principal);
  };

/**
 * Replays a request from the environment that the first one made or changed.
 * @param reply builds the first answer from the environment
 * @throws Problem `not_found`
 */
export const replayEnvironment =
  (reply: (environment: EnvironmentRecord, facts: EnvironmentFacts, reader: Reader) => Reply) =>
  async (context: VisibleReads & Reader, id: string): Promise<Reply> => {
    const found = await context.readVisible(readConfiguration);
    return reply(requireEnvironment(found.environments, id), found, context);
  };

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
