import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { OrganizationId, ProjectId } from '../contract/id.ts';
import { dueShards, indexKeys } from './keys.ts';
import { table } from './table.ts';

/** Something that a schedule has to look at. */
export type DueItem = {
  readonly kind: 'purge' | 'repository';
  readonly organizationId: OrganizationId;
  readonly projectId: ProjectId;
};

const perShard = 25;

/**
 * What is due, oldest first within a shard. The one accessor without a tenant, for schedules only. Source: design §4.
 * @param now RFC 3339
 */
export const readDue = async (now: string): Promise<readonly DueItem[]> => {
  const { client, name } = table();
  const shards = await Promise.all(
    Array.from({ length: dueShards }, (_, shard) =>
      client.send(
        new QueryCommand({
          TableName: name,
          IndexName: 'gsi1',
          KeyConditionExpression: 'gsi1pk = :pk AND gsi1sk <= :now',
          ExpressionAttributeValues: { ':pk': indexKeys.dueShard(shard), ':now': `${now}~` },
          Limit: perShard,
        }),
      ),
    ),
  );
  return shards.flatMap((page) =>
    (page.Items ?? []).map(
      (item): DueItem => ({
        kind: typeof item.deletingAt === 'string' ? 'purge' : 'repository',
        organizationId: item.organizationId,
        projectId: typeof item.deletingAt === 'string' ? item.id : item.projectId,
      }),
    ),
  );
};
