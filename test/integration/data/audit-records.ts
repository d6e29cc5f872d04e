import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { OrganizationId } from '#shared/contract/id.ts';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import { now } from './sample-records.ts';

/** The audit records of an organisation in the month of `now`, oldest first. */
export const auditRecords = async (organization: OrganizationId): Promise<readonly Record<string, unknown>[]> => {
  const { client, name } = table();
  const { Items } = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': keys.auditRecord(organization, now, '').pk },
      ConsistentRead: true,
    }),
  );
  return Items ?? [];
};
