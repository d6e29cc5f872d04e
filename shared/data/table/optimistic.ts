import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '#shared/contract/problem.ts';
import { backoff, ConditionFailed } from './transact.ts';

const attempts = 8;

/** Labels of writes that hold a version or a state: where they refuse, another writer was faster. */
const isVersion = (label: string): boolean =>
  label === 'project' ||
  label === 'repository' ||
  label === 'settings' ||
  label.startsWith('environment ') ||
  label.startsWith('pending ');

/**
 * Reads, decides and writes under the versions that were read; where another writer was faster, begins again at the read.
 * @throws what the work throws; Problem `service_unavailable` where it lost every time
 */
export const optimistic = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ConditionFailed && [...error.labels].some(isVersion))) throw error;
      // Whoever asked under this key before has changed the version: the caller must see that first.
      if (error.labels.has('idempotency')) throw error;
      if (attempt === attempts) {
        throw new Problem('service_unavailable', 'Others keep changing this project. Try again in a moment.', {
          headers: { 'retry-after': '1' },
          cause: error,
        });
      }
      await sleep(backoff(attempt));
    }
  }
};
