import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { bookkeeping, type Mutation } from '#shared/data/audit/mutation.ts';
import { acceptedWrites } from '#shared/data/deployments/deployments.ts';
import { branchHeadWrite } from '#shared/data/items/branch-head-item.ts';
import { deliveryItem, deliveryOf } from '#shared/data/items/delivery-item.ts';
import { indexKeys, keys } from '#shared/data/table/keys.ts';
import { itemInTheWay } from '#shared/data/table/put-failure.ts';
import { table } from '#shared/data/table/table.ts';
import { ConditionFailed, Contention, transactOnce, type Write } from '#shared/data/table/transact.ts';
import type { Acceptance } from '#shared/domain/deliveries/accept-changes.ts';
import { deploys } from '#shared/domain/deliveries/deploys.ts';
import type { BranchHeadRecord } from '#shared/domain/records/branch-head.ts';
import type { DeliveryRecord } from '#shared/domain/records/delivery.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { readDelivery } from './deliveries.ts';

const absent = (delivery: DeliveryRecord) => ({
  Item: deliveryItem(delivery),
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  // TTL deletes days late: an expired delivery counts as none.
  ConditionExpression: 'attribute_not_exists(pk) OR #ttl <= :now',
  ExpressionAttributeNames: { '#ttl': 'ttl' },
  ExpressionAttributeValues: { ':now': Math.floor(Date.parse(delivery.receivedAt) / 1000) },
});

/** What came of storing a delivery: `known` is the record that its first arrival left. */
export type Stored = { readonly known: null } | { readonly known: DeliveryRecord };

/** What is written together with a delivery. */
export type DeliveryEffects = Pick<Acceptance, 'deployments' | 'environments' | 'superseded'> & {
  /** Each with its version raised. */
  readonly heads: readonly BranchHeadRecord[];
  /** The repository with what this delivery is the first to tell: its stable id, that its generation delivers. */
  readonly learnt: RepositoryRecord | null;
  /** The repository whose remote has to be asked at once, where the order is not certain. */
  readonly unsure: RepositoryRecord | null;
  /** Who asked for it, where a person did. */
  readonly mutation: Mutation | null;
};

const auditOf = (delivery: DeliveryRecord, mutation: Mutation): Write[] => {
  const { organizationId, projectId, id, redeliveryOf } = delivery;
  const changes = { redeliveryOf: { from: null, to: redeliveryOf } };
  const status = deploys(delivery.answer.decision) ? 202 : 200;
  return bookkeeping(
    organizationId,
    mutation,
    { action: 'delivery.redelivered', resourceId: id, projectId, changes },
    status,
  );
};

/**
 * Stores a delivery with its verdict and its effects, all or nothing, once.
 * @throws ConditionFailed, Contention where another change was faster: decide again
 */
export const storeDelivery = async (delivery: DeliveryRecord, effects: DeliveryEffects): Promise<Stored> => {
  const { heads, learnt, unsure, mutation } = effects;
  const writes = [
    ...acceptedWrites(effects),
    ...heads.map(branchHeadWrite),
    ...(learnt === null ? [] : [learntWrite(learnt, delivery.receivedAt)]),
    // What was learnt puts the repository up by itself.
    ...(unsure === null || learnt !== null ? [] : [dueWrite(unsure, delivery.receivedAt)]),
    ...(mutation === null ? [] : auditOf(delivery, mutation)),
  ];
  if (writes.length === 0) return putDelivery(delivery);
  try {
    await transactOnce([{ label: 'delivery', Put: absent(delivery) }, ...writes]);
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

/** Puts a repository up for the sweep. Its version stays: whatever else is at work on it is not held up. */
const dueWrite = (repository: RepositoryRecord, now: string): Write => {
  const due = indexKeys.due(now, repository.projectId);
  return {
    label: 'repository',
    Update: {
      Key: keys.repository(repository.organizationId, repository.projectId),
      UpdateExpression: 'SET sweep.nextAt = :now, gsi1pk = :duePk, gsi1sk = :dueSk',
      ConditionExpression: 'connectionId = :connection',
      ExpressionAttributeValues: {
        ':connection': repository.connectionId,
        ':now': now,
        ':duePk': due.gsi1pk,
        ':dueSk': due.gsi1sk,
      },
    },
  };
};

const learntWrite = (repository: RepositoryRecord, now: string): Write => {
  const due = indexKeys.due(now, repository.projectId);
  return {
    label: 'repository',
    Update: {
      Key: keys.repository(repository.organizationId, repository.projectId),
      // Due at once: the sweep brings the project's summary up to it, which a delivery does not write, and asks the remote.
      UpdateExpression:
        'SET providerRepositoryId = :id, deliveredGeneration = :generation, #version = #version + :one, sweep.nextAt = :now, gsi1pk = :duePk, gsi1sk = :dueSk',
      ConditionExpression: 'connectionId = :connection AND #version = :before',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: {
        ':id': repository.providerRepositoryId,
        ':generation': repository.deliveredGeneration,
        ':one': 1,
        ':connection': repository.connectionId,
        ':before': repository.version,
        ':now': now,
        ':duePk': due.gsi1pk,
        ':dueSk': due.gsi1sk,
      },
    },
  };
};
