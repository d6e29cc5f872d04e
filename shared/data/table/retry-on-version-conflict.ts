import { retry } from '#shared/retry/retry.ts';
import { backoff, ConditionFailed, tooBusy } from './transact.ts';

const attempts = 8;

/**
 * Whether a label belongs to a write that checks a version or a status. If it is refused, another writer was faster.
 */
const isVersionLabel = (label: string): boolean =>
  label === 'organization' ||
  label === 'key' ||
  label === 'project' ||
  label === 'repository' ||
  label === 'role' ||
  label === 'member' ||
  label === 'email' ||
  label === 'settings' ||
  label.startsWith('environment ') ||
  label.startsWith('head ') ||
  label.startsWith('pending ');

/** An earlier request with this Idempotency-Key may have changed the version. The caller must handle that first. */
const isVersionConflict = (error: unknown): boolean =>
  error instanceof ConditionFailed && [...error.labels].some(isVersionLabel) && !error.labels.has('idempotency');

/**
 * Runs work that reads, decides and writes under the versions that were read. If another writer was faster, it starts
 * again with the read.
 * @throws what the work throws; Problem `service_unavailable` if it lost every time
 */
export const retryOnVersionConflict = <T>(work: () => Promise<T>): Promise<T> =>
  retry(work, {
    attempts,
    retries: isVersionConflict,
    pauseMs: backoff,
    giveUp: tooBusy('Others keep changing the same data. Try again in a moment.'),
  });
