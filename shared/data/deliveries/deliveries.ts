import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DeliveryId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { deliveryOf } from '#shared/data/items/delivery-item.ts';
import { indexKeys, keys } from '#shared/data/table/keys.ts';
import type { Page } from '#shared/data/table/page.ts';
import { table } from '#shared/data/table/table.ts';
import type { DeliveryRecord } from '#shared/domain/records/delivery.ts';

/** Reads the delivery that was stored under the same replay key. Consistent. */
export const readDelivery = async (
  organization: OrganizationId,
  project: ProjectId,
  id: DeliveryId,
): Promise<DeliveryRecord | null> => {
  const { client, name } = table();
  const { Item } = await client.send(
    new GetCommand({ TableName: name, Key: keys.delivery(organization, project, id), ConsistentRead: true }),
  );
  return Item === undefined ? null : deliveryOf(organization, project, Item);
};

/**
 * Reads a page of a project's deliveries, newest first, from the index, so that the newest may lag a moment.
 * @param after the id of the last delivery of an earlier page
 * @param now RFC 3339: TTL deletes days late, and what has expired is not shown
 */
export const listDeliveries = async (
  organization: OrganizationId,
  project: ProjectId,
  limit: number,
  after: DeliveryId | null,
  now: string,
): Promise<Page<DeliveryRecord>> => {
  const { client, name } = table();
  const { gsi1pk } = indexKeys.delivery(organization, project, '' as DeliveryId);
  const start = (id: DeliveryId) => ({
    ...keys.delivery(organization, project, id),
    ...indexKeys.delivery(organization, project, id),
  });
  const page = await client.send(
    new QueryCommand({
      TableName: name,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :pk',
      FilterExpression: '#ttl > :now',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':pk': gsi1pk, ':now': Math.floor(Date.parse(now) / 1000) },
      ScanIndexForward: false,
      Limit: limit,
      ...(after === null ? {} : { ExclusiveStartKey: start(after) }),
    }),
  );
  const last: unknown = page.LastEvaluatedKey?.gsi1sk;
  return {
    rows: (page.Items ?? []).map((item) => deliveryOf(organization, project, item)),
    position: typeof last === 'string' ? last : null,
  };
};

/**
 * When the newest authentic delivery of a project came from its provider, RFC 3339; from the index, so it may lag a
 * moment. What a person or the sweep has made anew stands among the deliveries, but did not come from there.
 */
export const readLastDelivery = async (organization: OrganizationId, project: ProjectId): Promise<string | null> => {
  const { client, name } = table();
  const newest = (filter: Record<string, unknown>, start?: Record<string, unknown>) =>
    client.send(
      new QueryCommand({
        TableName: name,
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :pk',
        ScanIndexForward: false,
        ...filter,
        ExclusiveStartKey: start,
      }),
    );
  const ofProject = { ':pk': indexKeys.deliveries(organization, project) };
  const first = await newest({ ExpressionAttributeValues: ofProject, Limit: 1 });
  if (first.Items?.[0] === undefined || first.Items[0].source === 'delivery')
    return first.Items?.[0]?.receivedAt ?? null;
  let start = first.LastEvaluatedKey;
  while (start !== undefined) {
    const page = await newest(
      {
        ExpressionAttributeNames: { '#source': 'source' },
        ExpressionAttributeValues: { ...ofProject, ':delivery': 'delivery' },
        FilterExpression: '#source = :delivery',
      },
      start,
    );
    if (page.Items?.[0] !== undefined) return page.Items[0].receivedAt;
    start = page.LastEvaluatedKey;
  }
  return null;
};
