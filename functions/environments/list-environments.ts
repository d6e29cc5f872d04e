import { listEnvironments } from '#shared/contract/endpoints/environments.ts';
import { readConfiguration } from '#shared/data/projects/read-project.ts';
import { presentEnvironment } from '#shared/domain/environments/present-environment.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answer } from '#shared/http/reply.ts';

/** Lists the environments, oldest first. */
export const handler = endpoint(
  listEnvironments,
  async (context) => {
    const found = await context.readVisible(readConfiguration);
    const environments = found.environments.map((environment) => presentEnvironment(environment, found, context));
    return answer({ environments, nextCursor: null });
  },
  { config: ['TABLE_NAME'] },
);
