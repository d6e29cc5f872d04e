import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';

/**
 * Counts the deployments or the deliveries of a project, and stops at `atMost`. The read is not consistent: it costs
 * half, and the number may change in the next moment anyway.
 * @param now RFC 3339, to leave out expired deliveries: TTL deletes them days late
 */
export const countHistory = async (
  organization: OrganizationId,
  project: ProjectId,
  what: 'deployments' | 'deliveries',
  atMost: number,
  now: string,
): Promise<number> => {
  const { client, name } = table();
  const filter =
    what === 'deployments' ? {} : { FilterExpression: '#ttl > :now', ExpressionAttributeNames: { '#ttl': 'ttl' } };
  let count = 0;
  let start: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: name,
        Select: 'COUNT',
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :from)',
        ...filter,
        ExpressionAttributeValues: {
          ':pk': keys.history(organization, project),
          ':from': what === 'deployments' ? keys.deploymentsFrom : keys.deliveriesFrom,
          ...(what === 'deployments' ? {} : { ':now': Math.floor(Date.parse(now) / 1000) }),
        },
        Limit: atMost - count,
        ExclusiveStartKey: start,
      }),
    );
    count += page.Count ?? 0;
    start = page.LastEvaluatedKey;
  } while (start !== undefined && count < atMost);
  return count;
};
