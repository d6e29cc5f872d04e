import { setTimeout as sleep } from 'node:timers/promises';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { Problem } from '#shared/contract/problem.ts';
import type { Key } from './keys.ts';
import { table } from './table.ts';
import { backoff } from './transact.ts';

const attempts = 6;

/**
 * Reads up to 100 items by key, consistently, in any order. Keys that a throttled table did not process are requested
 * again, so that an unread item is never mistaken for a missing one.
 * @throws Problem `service_unavailable` if the retries are used up
 */
export const readItems = async (keys: readonly Key[]): Promise<readonly Record<string, unknown>[]> => {
  const { client, name } = table();
  const items: Record<string, unknown>[] = [];
  let wanted: Record<string, unknown>[] = keys.map((key) => ({ ...key }));
  for (let attempt = 1; wanted.length > 0; attempt += 1) {
    if (attempt > attempts) {
      throw new Problem('service_unavailable', 'Too many reads at the same time. Try again in a moment.', {
        retryAfterSeconds: 1,
      });
    }
    if (attempt > 1) await sleep(backoff(attempt));
    const answer = await client.send(
      new BatchGetCommand({ RequestItems: { [name]: { Keys: wanted, ConsistentRead: true } } }),
    );
    items.push(...(answer.Responses?.[name] ?? []));
    wanted = answer.UnprocessedKeys?.[name]?.Keys ?? [];
  }
  return items;
};
