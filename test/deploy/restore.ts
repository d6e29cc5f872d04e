import {
  type DynamoDBClient,
  paginateScan,
  RestoreTableToPointInTimeCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';

/** Steps 1 and 2 of docs/operations.md, "Restoring the table", in their order. */
export const restoreTable = async (client: DynamoDBClient, from: string, to: string): Promise<void> => {
  const table = { TableName: to };
  const restored = { SourceTableName: from, TargetTableName: to, UseLatestRestorableTime: true };
  const active = () => waitUntilTableExists({ client, maxWaitTime: 600 }, table);
  await client.send(new RestoreTableToPointInTimeCommand(restored));
  await active();
  const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;
  await client.send(new UpdateTableCommand({ ...table, DeletionProtectionEnabled: true, StreamSpecification }));
  await active();
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
  await client.send(new UpdateContinuousBackupsCommand({ ...table, PointInTimeRecoverySpecification }));
  const TimeToLiveSpecification = { Enabled: true, AttributeName: 'ttl' };
  await client.send(new UpdateTimeToLiveCommand({ ...table, TimeToLiveSpecification }));
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
