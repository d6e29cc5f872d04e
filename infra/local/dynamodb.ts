import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { brokenData, type EngineOptions, startEngine } from './dynamodb-engine.ts';

export type LocalDynamoDb = {
  readonly endpoint: string;
  readonly streamArn: string;
  readonly stop: () => Promise<void>;
};

/** Makes the table as in the data stack, if it does not exist. @returns the ARN of its stream */
export const ensureTable = async (client: DynamoDBClient, name: string): Promise<string> => {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    return Table?.LatestStreamArn ?? '';
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
  const { TableDescription } = await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map((attribute) => ({
        AttributeName: attribute,
        AttributeType: 'S',
      })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'gsi1',
          KeySchema: [
            { AttributeName: 'gsi1pk', KeyType: 'HASH' },
            { AttributeName: 'gsi1sk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
  await client.send(
    new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' } }),
  );
  return TableDescription?.LatestStreamArn ?? '';
};

/**
 * Starts the embedded DynamoDB and makes the table if it does not exist.
 * @throws LocalFailure that says what to do
 */
export const startDynamoDb = async (
  options: EngineOptions & { readonly tableName: string },
): Promise<LocalDynamoDb> => {
  const engine = await startEngine(options);
  const client = new DynamoDBClient({
    endpoint: engine.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: options.accessKey, secretAccessKey: options.accessKey },
  });
  const stop = async (): Promise<void> => {
    await engine.stop();
    client.destroy();
  };
  try {
    return { endpoint: engine.endpoint, streamArn: await ensureTable(client, options.tableName), stop };
  } catch (error) {
    await stop();
    throw engine.blamesData(error) ? brokenData(options.database, error) : error;
  }
};
