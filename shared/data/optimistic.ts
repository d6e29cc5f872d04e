import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../contract/problem.ts';
import { backoff, ConditionFailed } from './transact.ts';

const attempts = 8;

/**
 * Reads, decides and writes under the version that was read; where another writer was faster, begins again at the read.
 * @param versions the labels of the writes that hold a version condition
 * @throws what the work throws; Problem `service_unavailable` where it lost every time
 */
export const optimistic = <T>(versions: readonly string[], work: () => Promise<T>): Promise<T> =>
  repeated((label) => versions.includes(label), work);

/** The same for a deployment's place in a slot: whichever environment or pending deployment was faster. */
export const optimisticOnSlots = <T>(work: () => Promise<T>): Promise<T> =>
  repeated((label) => label.startsWith('environment ') || label.startsWith('pending '), work);

const repeated = async <T>(isVersion: (label: string) => boolean, work: () => Promise<T>): Promise<T> => {
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
