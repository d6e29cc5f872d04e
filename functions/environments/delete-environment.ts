import { deleteEnvironment } from '#shared/contract/endpoints/environments.ts';
import { removeEnvironment } from '#shared/data/environments/write-environment.ts';
import { checkRemoval } from '#shared/domain/environments/check-removal.ts';
import { withoutEnvironment } from '#shared/domain/environments/with-environment.ts';
import { onEnvironment } from '#shared/http/change-resource.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { orThrow } from '#shared/http/or-throw.ts';
import { noContent } from '#shared/http/reply.ts';

/** Deletes an environment; its deployment history stays. */
export const handler = endpoint(
  deleteEnvironment,
  (context) =>
    onEnvironment(context, async (environment, { project }) => {
      orThrow(checkRemoval(project, environment, context.query.force));
      await removeEnvironment(
        withoutEnvironment(project, environment.id, context.principal, context.now),
        environment,
        context.mutation,
      );
      return noContent();
    }),
  { config: ['TABLE_NAME'] },
);
