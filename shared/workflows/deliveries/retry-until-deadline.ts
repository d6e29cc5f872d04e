import { backoff, ConditionFailed, isContention, tooBusy } from '#shared/data/table/transact.ts';
import { retry } from '#shared/retry/retry.ts';

const maxAttempts = 10;
const maxMs = 6000;

/** Until when a delivery may be retried. @returns milliseconds since the epoch */
export const deliveryDeadline = (): number => Date.now() + maxMs;

/** An earlier request may have written this Idempotency-Key. The caller must handle that first. */
const isLostRace = (error: unknown): boolean =>
  isContention(error) || (error instanceof ConditionFailed && !error.labels.has('idempotency'));

/**
 * Repeats an attempt while other changes are faster, with full jitter, at most ten times.
 * Source: docs/design/deciding-a-push.md, "One transaction".
 * @param deadline milliseconds since the epoch
 * @throws Problem `service_unavailable`; the next reconciliation finds the lost push
 */
export const retryUntilDeadline = <T>(attempt: () => Promise<T>, deadline: number): Promise<T> =>
  retry(attempt, {
    attempts: maxAttempts,
    deadline,
    retries: isLostRace,
    pauseMs: backoff,
    giveUp: tooBusy('Too many deliveries at once. Redeliver this one in a moment.', 5),
  });
