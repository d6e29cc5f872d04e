import { TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { Problem } from '#shared/contract/problem.ts';
import { fullJitter, retry } from '#shared/retry/retry.ts';

const pauseMs = fullJitter(25, 1000);

/**
 * Sends a single write, and repeats it while a transaction holds its item: such a refusal has written nothing, and the SDK
 * does not repeat it. Pauses have full jitter.
 * Source: docs/design/single-table.md, "Transactions".
 * @throws Problem `service_unavailable` if the last attempt met a transaction too
 */
export const repeatConflicts = <T>(send: () => Promise<T>): Promise<T> =>
  retry(send, {
    attempts: 6,
    retries: (error) => error instanceof TransactionConflictException,
    pauseMs,
    giveUp: (cause) => {
      const detail = 'Too many changes of the same data at once. Try again in a moment.';
      throw new Problem('service_unavailable', detail, { retryAfterSeconds: 1, cause });
    },
  });
