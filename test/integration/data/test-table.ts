import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { ensureTable, startDynamoDb } from '#infra/local/dynamodb.ts';
import type { Engine } from '#infra/local/dynamodb-engine.ts';

const engines: readonly Engine[] = ['dynoxide', 'dynamodb-local'];

const chosenEngine = (): Engine => {
  const name = process.env.OCORE_TEST_ENGINE ?? 'dynoxide';
  const found = engines.find((one) => one === name);
  if (found === undefined) throw new Error(`OCORE_TEST_ENGINE must be one of ${engines.join(', ')}, not ${name}.`);
  return found;
};

/** The engine that the data tests run on. */
export const engine = chosenEngine();

const tableName = 'ocore-test';

type Database = { readonly endpoint: string; readonly stop: () => Promise<void> };

/** An engine that serves all files has a database for each access key. Source: test/engines/shared-engine.ts. */
const openDatabase = async (accessKey: string): Promise<Database> => {
  const endpoint = process.env.OCORE_TEST_ENDPOINT;
  if (engine === 'dynoxide' || endpoint === undefined)
    return startDynamoDb({ engine, database: null, tableName, accessKey });
  const credentials = { accessKeyId: accessKey, secretAccessKey: accessKey };
  const client = new DynamoDBClient({ endpoint, region: 'eu-central-1', credentials });
  await ensureTable(client, tableName);
  return { endpoint, stop: async () => client.destroy() };
};

/** Gives a test file an empty table of its own, and points `table()` at it. Tests part by using an organisation each. */
export const useTestTable = (): void => {
  let database: Database | undefined;
  beforeAll(async () => {
    const accessKey = randomBytes(12).toString('hex');
    database = await openDatabase(accessKey);
    Object.assign(process.env, {
      TABLE_NAME: tableName,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: accessKey,
      AWS_SECRET_ACCESS_KEY: accessKey,
      AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
    });
  });
  afterAll(() => database?.stop());
};
