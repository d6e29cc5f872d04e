import { startEngine } from '#infra/local/dynamodb-engine.ts';

/**
 * Starts AWS's DynamoDB Local once for all data tests: it takes seconds of two cores to start. Each file has an access key of
 * its own, and so a database.
 * @returns what stops it
 */
export const setup = async (): Promise<() => Promise<void>> => {
  const { endpoint, stop } = await startEngine({ engine: 'dynamodb-local', database: null, accessKey: 'tests' });
  process.env.OCORE_TEST_ENDPOINT = endpoint;
  return stop;
};
