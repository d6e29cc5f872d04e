import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import type { Provider } from '#shared/contract/repository.ts';
import { dueShards, indexKeys, keys } from './keys.ts';
import { table } from './table.ts';

/** Something that the tick has to handle. */
export type DueItem =
  | { readonly kind: 'purge' | 'repository'; readonly organizationId: OrganizationId; readonly projectId: ProjectId }
  | {
      readonly kind: 'environment';
      readonly organizationId: OrganizationId;
      readonly projectId: ProjectId;
      readonly environmentId: EnvironmentId;
    }
  | { readonly kind: 'settings'; readonly organizationId: OrganizationId; readonly provider: Provider }
  | { readonly kind: 'departure'; readonly organizationId: OrganizationId; readonly principalId: string };

const dueItem = (item: Record<string, unknown>): DueItem => {
  const organizationId = item.organizationId as OrganizationId;
  if (String(item.sk).startsWith(keys.providerSettingsFrom)) {
    return { kind: 'settings', organizationId, provider: item.provider as Provider };
  }
  if (item.sk === keys.departureAt) {
    return { kind: 'departure', organizationId, principalId: String(item.principalId) };
  }
  if (String(item.sk).startsWith(keys.environmentsFrom)) {
    const projectId = item.projectId as ProjectId;
    return { kind: 'environment', organizationId, projectId, environmentId: item.id as EnvironmentId };
  }
  return typeof item.deletingAt === 'string'
    ? { kind: 'purge', organizationId, projectId: item.id as ProjectId }
    : { kind: 'repository', organizationId, projectId: item.projectId as ProjectId };
};

/** Failing items stay due. The limit must be high enough that they do not hide the others of their shard. */
const perShard = 100;

/**
 * Reads what is due, oldest first within a shard. The only read across organisations; for schedules only.
 * Source: docs/design/single-table.md, "What is due".
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
  return shards.flatMap((page) => (page.Items ?? []).map(dueItem));
};
