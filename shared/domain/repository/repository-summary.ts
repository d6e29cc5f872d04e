import type { RepositorySummary } from '#shared/contract/repository.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { connectionStateOf } from './connection-state.ts';

/** The summary of the repository that the project's item repeats. */
export const summaryOfRepository = (repository: RepositoryRecord): RepositorySummary => ({
  provider: repository.provider,
  repositoryUrl: repository.repositoryUrl,
  fullName: repository.fullName,
  branch: repository.branch,
  status: connectionStateOf(repository).status,
});

/** The project with a renewed summary of its repository. @param now RFC 3339 */
export const withSummary = (project: ProjectRecord, repository: RepositoryRecord, now: string): ProjectRecord => ({
  ...project,
  repository: summaryOfRepository(repository),
  updatedAt: now,
  version: project.version + 1,
});
