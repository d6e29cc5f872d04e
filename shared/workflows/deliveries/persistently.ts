import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '#shared/contract/problem.ts';
import { backoff, ConditionFailed, Contention } from '#shared/data/table/transact.ts';

const mostAttempts = 10;
const mostMs = 6000;

/** How long a delivery is tried from now on. @returns milliseconds since the epoch */
export const deliveryDeadline = (): number => Date.now() + mostMs;

/**
 * Reads and decides again where another change was faster, with full jitter, at most ten times.
 * Source: docs/design/deciding-a-push.md, "One transaction".
 * @param deadline milliseconds since the epoch
 * @throws Problem `service_unavailable`: reconcile repairs what that loses
 */
export const persistently = async <T>(attempt: () => Promise<T>, deadline: number): Promise<T> => {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ConditionFailed || error instanceof Contention)) throw error;
      // Whoever asked under this key before has written it: the caller must see that first.
      if (error instanceof ConditionFailed && error.labels.has('idempotency')) throw error;
      if (count === mostAttempts || Date.now() > deadline) {
        throw new Problem('service_unavailable', 'Too many deliveries at once. Redeliver this one in a moment.', {
          headers: { 'retry-after': '5' },
          cause: error,
        });
      }
      await sleep(backoff(count));
    }
  }
};
