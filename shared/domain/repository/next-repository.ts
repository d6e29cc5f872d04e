import type { RepositoryRecord } from '#shared/domain/records/repository.ts';

/** The next version of a connection. */
export const nextRepository = (
  before: RepositoryRecord,
  changes: Partial<Omit<RepositoryRecord, 'organizationId' | 'projectId' | 'connectionId' | 'version'>>,
): RepositoryRecord => ({ ...before, ...changes, version: before.version + 1 });
