import type { RepositoryRecord } from '#shared/domain/records/repository.ts';

/** The next state of a connection, over the version that was read. */
export const nextRepository = (
  before: RepositoryRecord,
  changes: Partial<Omit<RepositoryRecord, 'organizationId' | 'projectId' | 'connectionId' | 'version'>>,
): RepositoryRecord => ({ ...before, ...changes, version: before.version + 1 });
