import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startDynamoDb } from '#infra/local/dynamodb.ts';

const accessKey = `OCORE${'0123456789ABCDEF'.repeat(2)}`;
let folder: string;
const stops: (() => Promise<void>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ocore-java-'));
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  rmSync(folder, { recursive: true });
});

const start = async () => {
  const database = join(folder, 'table');
  const started = await startDynamoDb({ engine: 'dynamodb-local', database, tableName: 'ocore', accessKey });
  stops.push(started.stop);
  return started;
};
const tablesSeenBy = async (endpoint: string, key: string): Promise<readonly string[]> => {
  const credentials = { accessKeyId: key, secretAccessKey: key };
  const client = new DynamoDBClient({ endpoint, region: 'eu-central-1', credentials });
  return (await client.send(new ListTablesCommand({}))).TableNames ?? [];
};

it("AWS's DynamoDB Local shows the table to nobody without the access key", async () => {
  const { endpoint } = await start();

  expect(await tablesSeenBy(endpoint, accessKey)).toEqual(['ocore']);
  expect(await tablesSeenBy(endpoint, 'AKIASTRANGER')).toEqual([]);
});

it("AWS's DynamoDB Local finds the data of the time when one database served every access key", async () => {
  const { streamArn, stop } = await start();
  await stop();
  const own = join(folder, 'table', `${accessKey}_eu-central-1.db`);
  expect(existsSync(own)).toBe(true);
  renameSync(own, join(folder, 'table', 'shared-local-instance.db'));

  expect((await start()).streamArn).toBe(streamArn);
});
