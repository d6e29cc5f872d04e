import { disconnectRepository as row } from '#shared/contract/endpoints/repository.ts';
import { optimistic } from '#shared/data/optimistic.ts';
import { readConfiguration } from '#shared/data/read-project.ts';
import { connected } from '#shared/http/connected.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answer } from '#shared/http/reply.ts';
import { visible } from '#shared/http/visible.ts';
import { disconnectRepository } from '#shared/sagas/disconnect-repository.ts';

/** Disconnects the repository. Source: manual, "Disconnecting a Repository". */
export const handler = endpoint(
  row,
  ({ principal, params, mutation, checkVersion }) =>
    optimistic(async () => {
      const found = await visible(principal, row.access.permission, params.projectId, readConfiguration);
      const repository = connected(found.repository);
      checkVersion(repository.version);
      return answer(await disconnectRepository(found, repository, mutation));
    }),
  { config: ['TABLE_NAME'] },
);
