import { type Mutation, mutationWrites } from '#shared/data/audit/mutation.ts';
import { transact } from '#shared/data/table/transact.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';

/** Records who reads the secret of a webhook, before it is shown. The connection stays as it is. */
export const recordReveal = async (repository: RepositoryRecord, mutation: Mutation): Promise<void> =>
  transact(
    mutationWrites(
      repository.organizationId,
      mutation,
      {
        action: 'repository.secret_revealed',
        resourceId: repository.projectId,
        resourceName: repository.fullName,
        projectId: repository.projectId,
        changes: {},
      },
      200,
    ),
  );
