import { updateRepository } from '#shared/contract/endpoints/repository.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { saveRepository } from '#shared/data/repository/write-repository.ts';
import { leftoversDueAt } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { withSummary } from '#shared/domain/repository/repository-summary.ts';
import { onRepository } from '#shared/http/change-resource.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';
import { requireIdle } from '#shared/workflows/repository/connection-busy.ts';
import { showRepository } from '#shared/workflows/repository/show-repository.ts';

/**
 * Changes the default branch. It is validated and shown, but it does not filter deliveries.
 * Source: docs/design/connecting.md, "The default branch".
 */
export const handler = endpoint(
  updateRepository,
  (context) =>
    onRepository(context, readProjectAndRepository, async (repository, { project }) => {
      const { body, now, mutation, publicUrl } = context;
      context.checkVersion(repository);
      if (body.branch === undefined || body.branch === repository.branch) {
        return ok(await showRepository(repository, publicUrl), repository.version);
      }
      requireIdle(repository, now);
      const after = nextRepository(repository, { branch: body.branch });
      const named = withSummary(project, after, now, context.principal);
      await saveRepository(named, after, leftoversDueAt(after, now), {
        mutation,
        action: 'repository.updated',
        before: repository,
      });
      return ok(await showRepository(after, publicUrl), after.version);
    }),
  { config: ['TABLE_NAME'] },
);
