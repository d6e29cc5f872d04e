import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { retry } from '#shared/retry/retry.ts';
import type { Key } from './keys.ts';
import { table } from './table.ts';
import { backoff, Contention, isContention, tooBusy } from './transact.ts';

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
  const readRest = async (): Promise<void> => {
    const answer = await client.send(
      new BatchGetCommand({ RequestItems: { [name]: { Keys: wanted, ConsistentRead: true } } }),
    );
    items.push(...(answer.Responses?.[name] ?? []));
    wanted = answer.UnprocessedKeys?.[name]?.Keys ?? [];
    if (wanted.length > 0) throw new Contention('keys were not read');
  };
  if (wanted.length > 0) {
    await retry(readRest, {
      attempts,
      retries: isContention,
      pauseMs: (attempt) => backoff(attempt + 1),
      giveUp: tooBusy('Too many reads at the same time. Try again in a moment.'),
    });
  }
  return items;
};
