import { getEnvironment } from '#shared/contract/endpoints/environments.ts';
import { readConfiguration } from '#shared/data/projects/read-project.ts';
import { presentEnvironment } from '#shared/domain/environments/present-environment.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';
import { requireEnvironment } from '#shared/http/require-environment.ts';

/** Reads an environment. */
export const handler = endpoint(
  getEnvironment,
  async ({ readVisible, params }) => {
    const found = await readVisible(readConfiguration);
    const environment = requireEnvironment(found.environments, params.environmentId);
    return ok(presentEnvironment(environment), environment.version);
  },
  { config: ['TABLE_NAME'] },
);
