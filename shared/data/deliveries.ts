import { hash } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { encodeTime } from 'ulid';
import type { DeliveryId, OrganizationId, ProjectId } from '../contract/id.ts';
import type { Acceptance } from '../domain/accept-changes.ts';
import type { DeliveryRecord, RepositoryRecord } from '../domain/records.ts';
import { deliveryItem, deliveryOf } from './delivery-item.ts';
import { acceptedWrites } from './deployments.ts';
import { indexKeys, keys } from './keys.ts';
import type { Page } from './page.ts';
import { itemInTheWay } from './put-failure.ts';
import { table } from './table.ts';
import { ConditionFailed, Contention, transactOnce, type Write } from './transact.ts';

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 80 bits as the random part of a ULID, five a character. The library takes 4 µs for it, by way of a UUID. */
const ulidRandom = (bytes: Buffer): string => {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes.subarray(0, 10)) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; ) {
      bits -= 5;
      text += crockford[(held >>> bits) & 31];
    }
  }
  return text;
};

/**
 * The id of a delivery: a ULID of its arrival whose random part is the first 80 bits of SHA-256(connection, replay key),
 * so that the same delivery always meets its own item. Source: design §4.
 * @param receivedAt RFC 3339
 */
export const deliveryIdOf = (connectionId: string, replayKey: string, receivedAt: string): DeliveryId => {
  const digest = hash('sha256', `${connectionId}/${replayKey}`, 'buffer');
  return `dlv_${encodeTime(Date.parse(receivedAt), 10)}${ulidRandom(digest)}` as DeliveryId;
};

const absent = (delivery: DeliveryRecord) => ({
  Item: deliveryItem(delivery),
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  // TTL deletes days late: an expired delivery counts as none.
  ConditionExpression: 'attribute_not_exists(pk) OR #ttl <= :now',
  ExpressionAttributeNames: { '#ttl': 'ttl' },
  ExpressionAttributeValues: { ':now': Math.floor(Date.parse(delivery.receivedAt) / 1000) },
});

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

/** When the newest authentic delivery of a project came, RFC 3339; from the index, so it may lag a moment. */
export const readLastDelivery = async (organization: OrganizationId, project: ProjectId): Promise<string | null> => {
  const { client, name } = table();
  const { Items } = await client.send(
    new QueryCommand({
      TableName: name,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :pk',
      ExpressionAttributeValues: { ':pk': indexKeys.deliveries(organization, project) },
      ScanIndexForward: false,
      Limit: 1,
    }),
  );
  return Items?.[0]?.receivedAt ?? null;
};

/** What came of storing a delivery: `known` is the record that its first arrival left. */
export type Stored = { readonly known: null } | { readonly known: DeliveryRecord };

/**
 * Stores a delivery with its verdict and its effects, all or nothing, once.
 * @param learnt the repository with what this delivery is the first to tell: the provider's stable id, that its
 * generation delivers
 * @throws ConditionFailed, Contention where another change was faster: decide again
 */
export const storeDelivery = async (
  delivery: DeliveryRecord,
  effects: Omit<Acceptance, 'decisions'> | null,
  learnt: RepositoryRecord | null,
): Promise<Stored> => {
  const writes = effects === null ? [] : acceptedWrites(effects);
  if (writes.length === 0 && learnt === null) return putDelivery(delivery);
  try {
    await transactOnce([
      { label: 'delivery', Put: absent(delivery) },
      ...writes,
      ...(learnt === null ? [] : [learntWrite(learnt, delivery.receivedAt)]),
    ]);
    return { known: null };
  } catch (error) {
    if (!(error instanceof ConditionFailed && error.labels.has('delivery'))) throw error;
    return firstArrival(delivery, error.items.get('delivery'), error);
  }
};

const putDelivery = async (delivery: DeliveryRecord): Promise<Stored> => {
  const { client, name } = table();
  try {
    await client.send(new PutCommand({ TableName: name, ...absent(delivery) }));
    return { known: null };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return firstArrival(delivery, error.Item, error);
  }
};

/** The record of a delivery's first arrival: sent along with the refusal, or read where it was not. */
const firstArrival = async (delivery: DeliveryRecord, raw: unknown, cause: unknown): Promise<Stored> => {
  const item = itemInTheWay(raw);
  const known =
    item === null
      ? await readDelivery(delivery.organizationId, delivery.projectId, delivery.id)
      : deliveryOf(delivery.organizationId, delivery.projectId, item);
  // Deleted between the refusal and the read: as if another change was faster.
  if (known === null) throw new Contention('the delivery is gone', { cause });
  return { known };
};

const learntWrite = (repository: RepositoryRecord, now: string): Write => {
  const due = indexKeys.due(now, repository.projectId);
  return {
    label: 'repository',
    Update: {
      Key: keys.repository(repository.organizationId, repository.projectId),
      // Due at once: the sweep brings the project's summary up to it, which a delivery does not write.
      UpdateExpression:
        'SET providerRepositoryId = :id, deliveredGeneration = :generation, #version = #version + :one, gsi1pk = :duePk, gsi1sk = :dueSk',
      ConditionExpression: 'connectionId = :connection AND #version = :before',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: {
        ':id': repository.providerRepositoryId,
        ':generation': repository.deliveredGeneration,
        ':one': 1,
        ':connection': repository.connectionId,
        ':before': repository.version,
        ':duePk': due.gsi1pk,
        ':dueSk': due.gsi1sk,
      },
    },
  };
};
