import { updateRepository } from '#shared/contract/endpoints/repository.ts';
import { optimistic } from '#shared/data/optimistic.ts';
import { readProjectAndRepository } from '#shared/data/read-project.ts';
import { saveRepository } from '#shared/data/write-repository.ts';
import { isUntidy, nextRepository, summaryOfRepository } from '#shared/domain/connection.ts';
import { connected } from '#shared/http/connected.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';
import { visible } from '#shared/http/visible.ts';
import { busy } from '#shared/sagas/busy.ts';
import { showRepository } from '#shared/sagas/show-repository.ts';

/** Changes the default branch, which is checked and shown but never filters deliveries. Source: design §6. */
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
