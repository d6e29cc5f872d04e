import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DecisionOutcome } from '#shared/contract/decision.ts';
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

/** Which deliveries a list holds; null: any. */
export type DeliveryFilter = {
  readonly event: string | null;
  /** A full ref, or the short name of a branch or tag. */
  readonly ref: string | null;
  readonly outcome: DecisionOutcome | null;
};

const conditionsOf = ({ event, ref }: DeliveryFilter) => ({
  expressions: [
    ...(event === null ? [] : ['#event = :event']),
    ...(ref === null ? [] : ['#ref IN (:ref, :branch, :tag)']),
  ],
  names: { ...(event === null ? {} : { '#event': 'event' }), ...(ref === null ? {} : { '#ref': 'ref' }) },
  values: {
    ...(event === null ? {} : { ':event': event }),
    ...(ref === null ? {} : { ':ref': ref, ':branch': `refs/heads/${ref}`, ':tag': `refs/tags/${ref}` }),
  },
});

/**
 * Reads a page of a project's deliveries from the index, newest first. The index may lag a moment behind the table. The
 * filters apply after the read: a page is then short only if `readPage` met its bound.
 * @param after the id of the last delivery of the previous page
 * @param now RFC 3339, to leave out expired items: TTL deletes them days late
 */
export const listDeliveries = async (
  organization: OrganizationId,
  project: ProjectId,
  filter: DeliveryFilter,
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
  const { outcome } = filter;
  const { expressions, names, values } = conditionsOf(filter);
  const hasFilter = expressions.length > 0 || outcome !== null;
  const fromItem = (item: Record<string, unknown>) => deliveryFromItem(organization, project, item);
  // What has expired is at the end of the list, so that without a filter a page is rarely read on.
  const { items, last } = await readPage(limit, hasFilter, async (atMost, from) => {
    const page = await client.send(
      new QueryCommand({
        TableName: name,
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :pk',
        FilterExpression: ['#ttl > :now', ...expressions].join(' AND '),
        ExpressionAttributeNames: { '#ttl': 'ttl', ...names },
        ExpressionAttributeValues: { ':pk': gsi1pk, ':now': Math.floor(Date.parse(now) / 1000), ...values },
        ScanIndexForward: false,
        Limit: atMost,
        ExclusiveStartKey: from ?? (after === null ? undefined : start(after)),
      }),
    );
    if (outcome === null) return page;
    // The decision is packed, so the table cannot compare its outcome.
    return { ...page, Items: (page.Items ?? []).filter((item) => fromItem(item).decision.outcome === outcome) };
  });
  return {
    rows: items.map(fromItem),
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
