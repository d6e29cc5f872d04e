import { deleteEnvironment } from '#shared/contract/endpoints/environments.ts';
import { removeEnvironment } from '#shared/data/environments/write-environment.ts';
import { readConfiguration } from '#shared/data/projects/read-project.ts';
import { optimistic } from '#shared/data/table/optimistic.ts';
import { checkRemoval } from '#shared/domain/environments/check-removal.ts';
import { withoutEnvironment } from '#shared/domain/environments/with-environment.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { environmentOf } from '#shared/http/environment-of.ts';
import { noContent } from '#shared/http/reply.ts';
import { ruled } from '#shared/http/ruled.ts';
import { visible } from '#shared/http/visible.ts';

/** Deletes an environment; its deployment history stays. */
export const handler = endpoint(
  deleteEnvironment,
  ({ principal, params, query, now, mutation, checkVersion }) =>
    optimistic(async () => {
      const permission = deleteEnvironment.access.permission;
      const { project, environments } = await visible(principal, permission, params.projectId, readConfiguration);
      const environment = environmentOf(environments, params.environmentId);
      checkVersion(environment.version);
      ruled(checkRemoval(project, environment, query.force));
      await removeEnvironment(withoutEnvironment(project, environment.id, now), environment, mutation);
      return noContent();
    }),
  { config: ['TABLE_NAME'] },
);
