import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DeliveryId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { deliveryFromItem } from '#shared/data/items/delivery-item.ts';
import { indexKeys, keys } from '#shared/data/table/keys.ts';
import type { Page } from '#shared/data/table/page.ts';
import { readPage } from '#shared/data/table/read-page.ts';
import { table } from '#shared/data/table/table.ts';
import type { DeliveryRecord } from '#shared/domain/records/delivery.ts';

/** Reads a delivery, consistently. */
export const readDelivery = async (
  organization: OrganizationId,
  project: ProjectId,
  id: DeliveryId,
): Promise<DeliveryRecord | null> => {
  const { client, name } = table();
  const { Item } = await client.send(
    new GetCommand({ TableName: name, Key: keys.delivery(organization, project, id), ConsistentRead: true }),
  );
  return Item === undefined ? null : deliveryFromItem(organization, project, Item);
};

/**
 * Reads a page of a project's deliveries from the index, newest first. The index may lag a moment behind the table.
 * @param after the id of the last delivery of the previous page
 * @param now RFC 3339, to leave out expired items: TTL deletes them days late
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
  // What has expired is at the end of the list, so that a page is rarely read on.
  const { items, last } = await readPage(limit, false, (atMost, from) =>
    client.send(
      new QueryCommand({
        TableName: name,
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :pk',
        FilterExpression: '#ttl > :now',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':pk': gsi1pk, ':now': Math.floor(Date.parse(now) / 1000) },
        ScanIndexForward: false,
        Limit: atMost,
        ExclusiveStartKey: from ?? (after === null ? undefined : start(after)),
      }),
    ),
  );
  return {
    rows: items.map((item) => deliveryFromItem(organization, project, item)),
    position: typeof last?.gsi1sk === 'string' ? last.gsi1sk : null,
  };
};

/**
 * When the newest delivery of a project arrived from its provider, RFC 3339. It is read from the index, which may lag a
 * moment. Redeliveries and reconciliations are skipped: they did not come from the provider.
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
