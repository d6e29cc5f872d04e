import { getEnvironment } from '#shared/contract/endpoints/environments.ts';
import { readConfiguration } from '#shared/data/projects/read-project.ts';
import { presentEnvironment } from '#shared/domain/environments/present-environment.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { environmentOf } from '#shared/http/environment-of.ts';
import { ok } from '#shared/http/reply.ts';
import { visible } from '#shared/http/visible.ts';

/** Reads an environment. */
export const handler = endpoint(
  getEnvironment,
  async ({ principal, params }) => {
    const found = await visible(principal, getEnvironment.access.permission, params.projectId, readConfiguration);
    const environment = environmentOf(found.environments, params.environmentId);
    return ok(presentEnvironment(environment), environment.version);
  },
  { config: ['TABLE_NAME'] },
);
