import { getEnvironment } from '#shared/contract/endpoints/environments.ts';
import { readConfiguration } from '#shared/data/projects/read-project.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { requireEnvironment } from '#shared/http/require-resource.ts';
import { environmentReply } from '#shared/http/resource-reply.ts';

/** Reads an environment. */
export const handler = endpoint(
  getEnvironment,
  async (context) => {
    const found = await context.readVisible(readConfiguration);
    const environment = requireEnvironment(found.environments, context.params.environmentId);
    return environmentReply(environment, found, context);
  },
  { config: ['TABLE_NAME'] },
);
