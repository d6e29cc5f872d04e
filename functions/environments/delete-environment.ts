import { deleteEnvironment } from '#shared/contract/endpoints/environments.ts';
import { removeEnvironment } from '#shared/data/environments/write-environment.ts';
import { readConfiguration } from '#shared/data/projects/read-project.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { checkRemoval } from '#shared/domain/environments/check-removal.ts';
import { withoutEnvironment } from '#shared/domain/environments/with-environment.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { orThrow } from '#shared/http/or-throw.ts';
import { noContent } from '#shared/http/reply.ts';
import { requireEnvironment } from '#shared/http/require-environment.ts';

/** Deletes an environment; its deployment history stays. */
export const handler = endpoint(
  deleteEnvironment,
  ({ readVisible, params, query, now, mutation, checkVersion }) =>
    retryOnVersionConflict(async () => {
      const { project, environments } = await readVisible(readConfiguration);
      const environment = requireEnvironment(environments, params.environmentId);
      checkVersion(environment.version);
      orThrow(checkRemoval(project, environment, query.force));
      await removeEnvironment(withoutEnvironment(project, environment.id, now), environment, mutation);
      return noContent();
    }),
  { config: ['TABLE_NAME'] },
);
