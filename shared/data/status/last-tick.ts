import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { TickStatus } from '#shared/contract/service-status.ts';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';

/** Stores the result of a tick that has ended. If two ticks overlap, the one that ends last is kept. */
export const noteTick = async (tick: TickStatus): Promise<void> => {
  const { client, name } = table();
  await client.send(new PutCommand({ TableName: name, Item: { ...keys.lastTick, ...tick } }));
};

/** @returns null where none has ended yet */
export const readLastTick = async (): Promise<TickStatus | null> => {
  const { client, name } = table();
  const { Item } = await client.send(new GetCommand({ TableName: name, Key: keys.lastTick }));
  return z.parse(z.nullable(TickStatus), Item ?? null);
};
