import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '#shared/contract/problem.ts';
import { backoff, ConditionFailed, Contention } from '#shared/data/table/transact.ts';

const maxAttempts = 10;
const maxMs = 6000;

/** Until when a delivery may be retried. @returns milliseconds since the epoch */
export const deliveryDeadline = (): number => Date.now() + maxMs;

/**
 * Repeats an attempt while other changes are faster, with full jitter, at most ten times.
 * Source: docs/design/deciding-a-push.md, "One transaction".
 * @param deadline milliseconds since the epoch
 * @throws Problem `service_unavailable`; the next reconciliation finds the lost push
 */
export const retryUntilDeadline = async <T>(attempt: () => Promise<T>, deadline: number): Promise<T> => {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ConditionFailed || error instanceof Contention)) throw error;
      // An earlier request wrote this Idempotency-Key. The caller must handle that first.
      if (error instanceof ConditionFailed && error.labels.has('idempotency')) throw error;
      if (count === maxAttempts || Date.now() > deadline) {
        throw new Problem('service_unavailable', 'Too many deliveries at once. Redeliver this one in a moment.', {
          retryAfterSeconds: 5,
          cause: error,
        });
      }
      await sleep(backoff(count));
    }
  }
};
