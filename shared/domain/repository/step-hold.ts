import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { standingOf } from './connection-state.ts';

/**
 * How long a step with effects holds its connection. A Lambda lives 30 s at the most: what is older was left by one that
 * died, and may be taken over.
 */
const leaseMs = 35_000;

/** Whether a step with effects is under way. @param now RFC 3339 */
export const isBusy = (repository: RepositoryRecord, now: string): boolean =>
  repository.intentAt !== null && Date.parse(now) - Date.parse(repository.intentAt) < leaseMs;

/** A connection whose step has ended: nobody holds it, and it stands as its key and hook do. */
export const settled = (repository: RepositoryRecord): RepositoryRecord => ({
  ...repository,
  ...standingOf({ ...repository, status: 'action_required' }),
  intentAt: null,
});
