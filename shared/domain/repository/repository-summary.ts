import type { RepositorySummary } from '#shared/contract/repository.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { standingOf } from './connection-state.ts';

/** What a project's item repeats of its repository. */
export const summaryOfRepository = (repository: RepositoryRecord): RepositorySummary => ({
  provider: repository.provider,
  repositoryUrl: repository.repositoryUrl,
  fullName: repository.fullName,
  branch: repository.branch,
  status: standingOf(repository).status,
});

/** A project that tells its repository anew. @param now RFC 3339 */
export const withSummary = (project: ProjectRecord, repository: RepositoryRecord, now: string): ProjectRecord => ({
  ...project,
  repository: summaryOfRepository(repository),
  updatedAt: now,
  version: project.version + 1,
});
