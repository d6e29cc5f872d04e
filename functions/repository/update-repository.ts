import { updateRepository } from '#shared/contract/endpoints/repository.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { saveRepository } from '#shared/data/repository/write-repository.ts';
import { optimistic } from '#shared/data/table/optimistic.ts';
import { isUntidy } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { summaryOfRepository } from '#shared/domain/repository/repository-summary.ts';
import { connected } from '#shared/http/connected.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';
import { visible } from '#shared/http/visible.ts';
import { busy } from '#shared/workflows/repository/busy.ts';
import { showRepository } from '#shared/workflows/repository/show-repository.ts';

/**
 * Changes the default branch, which is checked and shown but never filters deliveries.
 * Source: docs/design/connecting.md, "The default branch".
 */
export const handler = endpoint(
  updateRepository,
  ({ principal, params, body, now, mutation, checkVersion, publicUrl }) =>
    optimistic(async () => {
      const permission = updateRepository.access.permission;
      const { project, ...found } = await visible(principal, permission, params.projectId, readProjectAndRepository);
      const repository = connected(found.repository);
      checkVersion(repository.version);
      if (body.branch === undefined || body.branch === repository.branch) {
        return ok(await showRepository(repository, publicUrl), repository.version);
      }
      if (repository.intentAt !== null || isUntidy(repository)) {
        throw busy('Another request is at work on this connection.');
      }
      const after = nextRepository(repository, { branch: body.branch });
      const named = {
        ...project,
        repository: summaryOfRepository(after),
        updatedAt: now,
        version: project.version + 1,
      };
      await saveRepository(named, after, null, { mutation, action: 'repository.updated', before: repository });
      return ok(await showRepository(after, publicUrl), after.version);
    }),
  { config: ['TABLE_NAME'] },
);
