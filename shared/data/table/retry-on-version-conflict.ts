import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '#shared/contract/problem.ts';
import { backoff, ConditionFailed } from './transact.ts';

const attempts = 8;

/**
 * Whether a label belongs to a write that checks a version or a status. If it is refused, another writer was faster.
 */
const isVersionLabel = (label: string): boolean =>
  label === 'project' ||
  label === 'repository' ||
  label === 'settings' ||
  label.startsWith('environment ') ||
  label.startsWith('pending ');

/**
 * Runs work that reads, decides and writes under the versions that were read. If another writer was faster, it starts
 * again with the read.
 * @throws what the work throws; Problem `service_unavailable` if it lost every time
 */
export const retryOnVersionConflict = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ConditionFailed && [...error.labels].some(isVersionLabel))) throw error;
      // An earlier request with this Idempotency-Key changed the version. The caller must handle that first.
      if (error.labels.has('idempotency')) throw error;
      if (attempt === attempts) {
        throw new Problem('service_unavailable', 'Others keep changing this project. Try again in a moment.', {
          retryAfterSeconds: 1,
          cause: error,
        });
      }
      await sleep(backoff(attempt));
    }
  }
};
