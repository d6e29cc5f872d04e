import { Problem } from '#shared/contract/problem.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';

/** @throws Problem `repository_not_connected` */
export const requireRepository = (repository: RepositoryRecord | null): RepositoryRecord => {
  if (repository !== null) return repository;
  throw new Problem(
    'repository_not_connected',
    'No repository is connected to this project. Connect one with POST /api/projects/{projectId}/repository.',
  );
};
