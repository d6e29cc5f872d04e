import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { type LocalDynamoDb, startDynamoDb } from '#infra/local/dynamodb.ts';
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

/** Gives a test file an empty table of its own, and points `table()` at it. Tests part by using an organisation each. */
export const useTestTable = (): void => {
  let database: LocalDynamoDb | undefined;
  beforeAll(async () => {
    const accessKey = randomBytes(12).toString('hex');
    database = await startDynamoDb({ engine, database: null, tableName, accessKey });
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
