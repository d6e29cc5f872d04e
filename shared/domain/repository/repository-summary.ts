import { type Actor, changedBy } from '#shared/domain/actor.ts';
import type { ProjectRecord, StoredSummary } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { canReconcile } from './can-reconcile.ts';
import { connectionStateOf } from './connection-state.ts';

/** The summary of the repository that the project's item repeats. */
export const summaryOfRepository = (repository: RepositoryRecord): StoredSummary => ({
  provider: repository.provider,
  repositoryUrl: repository.repositoryUrl,
  fullName: repository.fullName,
  branch: repository.branch,
  ...connectionStateOf(repository),
  // The tick compares, and it looks only at connections that it can reconcile.
  ...(repository.comparesCommits && canReconcile(repository) ? { comparesCommits: true } : {}),
});

/**
 * The project with a renewed summary of its repository.
 * @param now RFC 3339
 * @param by whose act changed the repository; null for the service itself
 */
export const withSummary = (
  project: ProjectRecord,
  repository: RepositoryRecord,
  now: string,
  by: Actor | null,
): ProjectRecord => ({
  ...project,
  repository: summaryOfRepository(repository),
  ...changedBy(by, now),
  version: project.version + 1,
});
