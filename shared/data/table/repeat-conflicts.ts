import { setTimeout as sleep } from 'node:timers/promises';
import { TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { Problem } from '#shared/contract/problem.ts';

const attempts = 6;

/**
 * Sends a write by itself, again where a transaction holds its item: nothing was written then, and the SDK does not repeat
 * it. Pauses have full jitter.
 * Source: docs/design/single-table.md, "Transactions".
 * @throws Problem `service_unavailable` where the last attempt met a transaction too
 */
export const repeatConflicts = async <T>(send: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof TransactionConflictException)) throw error;
      if (attempt === attempts) {
        throw new Problem('service_unavailable', 'Too many changes of the same data at once. Try again in a moment.', {
          headers: { 'retry-after': '1' },
          cause: error,
        });
      }
      await sleep(Math.random() * 25 * 2 ** attempt);
    }
  }
};
