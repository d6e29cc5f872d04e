import {
  CreateBackupCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  ListBackupsCommand,
  paginateScan,
  RestoreTableFromBackupCommand,
  RestoreTableToPointInTimeCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';

const active = (client: DynamoDBClient, TableName: string) =>
  waitUntilTableExists({ client, maxWaitTime: 600 }, { TableName });

/** Step 2: what a restored table lacks. */
const complete = async (client: DynamoDBClient, TableName: string): Promise<void> => {
  await active(client, TableName);
  const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;
  await client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: true, StreamSpecification }));
  await active(client, TableName);
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
  await client.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
  const TimeToLiveSpecification = { Enabled: true, AttributeName: 'ttl' };
  await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
};

/** Steps 1 and 2 of docs/operations.md, "Restoring the table", in their order. */
export const restoreTable = async (client: DynamoDBClient, from: string, to: string): Promise<void> => {
  const restored = { SourceTableName: from, TargetTableName: to, UseLatestRestorableTime: true };
  await client.send(new RestoreTableToPointInTimeCommand(restored));
  await complete(client, to);
};

/**
 * Deletes a table, and restores it from the backup of its end. DynamoDB makes that backup by itself, of the type `SYSTEM`; the
 * emulator does not, so that it is made here. All else are the steps of docs/operations.md for a deleted table.
 */
export const restoreDeletedTable = async (client: DynamoDBClient, from: string, to: string): Promise<void> => {
  const table = { TableName: from };
  await client.send(new CreateBackupCommand({ ...table, BackupName: 'its end' }));
  await client.send(new UpdateTableCommand({ ...table, DeletionProtectionEnabled: false }));
  await client.send(new DeleteTableCommand(table));
  await waitUntilTableNotExists({ client, maxWaitTime: 600 }, table);

  const { BackupSummaries = [] } = await client.send(new ListBackupsCommand({}));
  const BackupArn = BackupSummaries.find(({ TableName }) => TableName === from)?.BackupArn;
  await client.send(new RestoreTableFromBackupCommand({ TargetTableName: to, BackupArn }));
  await complete(client, to);
};

const isWord = (part: string): boolean => /^[A-Z]+$/.test(part);

/** What an item is: the words of its key, without ids, names and hashes. */
const kindOf = (...key: readonly string[]): string =>
  key.map((text) => text.split('#').filter(isWord).join('#')).join(' ');

/** How many items of each kind a table holds. Source: docs/design/single-table.md, "Items". */
export const countByKind = async (
  client: DynamoDBClient,
  TableName: string,
): Promise<Readonly<Record<string, number>>> => {
  const kinds: string[] = [];
  const input = { TableName, ConsistentRead: true, ProjectionExpression: 'pk, sk' };
  for await (const { Items = [] } of paginateScan({ client }, input)) {
    // The note of the tick is there from its first minute on, whenever that is.
    const own = Items.filter(({ pk }) => pk?.S !== 'SERVICE');
    kinds.push(...own.map(({ pk, sk }) => kindOf(pk?.S ?? '', sk?.S ?? '')));
  }
  return Object.fromEntries([...new Set(kinds)].map((kind) => [kind, kinds.filter((one) => one === kind).length]));
};
