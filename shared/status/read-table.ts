import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { TableStatus } from '#shared/contract/service-status.ts';
import { clientSettings } from './client-settings.ts';
import { absent, readPart } from './read-part.ts';

const describe = async (client: DynamoDBClient, TableName: string) => {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  const { StreamEnabled, StreamViewType } = Table?.StreamSpecification ?? {};
  return {
    status: Table?.TableStatus ?? 'unknown',
    stream: StreamEnabled === true && StreamViewType === 'NEW_AND_OLD_IMAGES',
    deletionProtection: Table?.DeletionProtectionEnabled === true,
    items: Table?.ItemCount ?? 0,
    bytes: Table?.TableSizeBytes ?? 0,
  };
};

const isRecoverable = async (client: DynamoDBClient, TableName: string): Promise<boolean> => {
  const { ContinuousBackupsDescription: backups } = await client.send(
    new DescribeContinuousBackupsCommand({ TableName }),
  );
  return backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED';
};

const expires = async (client: DynamoDBClient, TableName: string): Promise<boolean> => {
  const { TimeToLiveDescription: ttl } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
  return ttl?.AttributeName === 'ttl' && ['ENABLED', 'ENABLING'].includes(ttl.TimeToLiveStatus ?? '');
};

let opened: DynamoDBClient | undefined;

/**
 * Reads what DynamoDB reports about the table, each part by itself. @param local with the engine of `npm start`, which has no
 * backups
 */
export const readTable = async (name: string, local: boolean): Promise<TableStatus> => {
  opened ??= new DynamoDBClient(clientSettings);
  const client = opened;
  const [description, timeToLive, pointInTimeRecovery] = await Promise.all([
    readPart(() => describe(client, name)),
    readPart(() => expires(client, name)),
    local
      ? absent('npm start has none: copy its state directory while it does not run.')
      : readPart(() => isRecoverable(client, name)),
  ]);
  return { name, description, timeToLive, pointInTimeRecovery };
};
