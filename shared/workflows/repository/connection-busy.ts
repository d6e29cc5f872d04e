import { Problem } from '#shared/contract/problem.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { isBusy } from '#shared/domain/repository/step-hold.ts';

/** `conflict`: another request is changing the same connection. */
export const connectionBusy = (detail: string): Problem =>
  new Problem('conflict', `${detail} Repeat the request in a moment.`, { retryAfterSeconds: 5 });

/**
 * Checks that no step of a connection is running and that it is neither being made nor removed.
 * @param now RFC 3339
 * @throws Problem `conflict`
 */
export const requireIdle = (repository: RepositoryRecord, now: string): void => {
  if (repository.status === 'connecting' || repository.status === 'disconnecting' || isBusy(repository, now)) {
    throw connectionBusy('Another request is changing this connection.');
  }
};
