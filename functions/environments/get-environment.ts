import { getEnvironment } from '#shared/contract/endpoints/environments.ts';
import { readConfiguration } from '#shared/data/projects/read-project.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { requireEnvironment } from '#shared/http/require-resource.ts';
import { environmentReply } from '#shared/http/resource-reply.ts';

/** Reads an environment. */
export const handler = endpoint(
  getEnvironment,
  async ({ readVisible, params, now }) => {
    const found = await readVisible(readConfiguration);
    const environment = requireEnvironment(found.environments, params.environmentId);
    return environmentReply(environment, found, now);
  },
  { config: ['TABLE_NAME'] },
);
