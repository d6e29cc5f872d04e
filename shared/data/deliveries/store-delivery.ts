import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ProjectId } from '#shared/contract/id.ts';
import { type Mutation, mutationWrites } from '#shared/data/audit/mutation.ts';
import { deploymentWrites } from '#shared/data/deployments/deployments.ts';
import { branchHeadWrite } from '#shared/data/items/branch-head-item.ts';
import { deliveryFromItem, deliveryItem } from '#shared/data/items/delivery-item.ts';
import { ifAll, ifEqual, ifVersion } from '#shared/data/table/conditions.ts';
import { conflictingItem } from '#shared/data/table/conflicting-item.ts';
import { indexKeys, keys } from '#shared/data/table/keys.ts';
import { setFields } from '#shared/data/table/set-fields.ts';
import { table } from '#shared/data/table/table.ts';
import { ConditionFailed, Contention, transactOnce, type Write } from '#shared/data/table/transact.ts';
import { causesDeployment } from '#shared/domain/deliveries/causes-deployment.ts';
import type { DecidedChanges } from '#shared/domain/deliveries/decide-changes.ts';
import type { BranchHeadRecord } from '#shared/domain/records/branch-head.ts';
import type { DeliveryRecord } from '#shared/domain/records/delivery.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { readDelivery } from './deliveries.ts';

const putIfAbsent = (delivery: DeliveryRecord) => ({
  Item: deliveryItem(delivery),
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  // TTL deletes days late, so an expired delivery counts as none.
  ConditionExpression: 'attribute_not_exists(pk) OR #ttl <= :now',
  ExpressionAttributeNames: { '#ttl': 'ttl' },
  ExpressionAttributeValues: { ':now': Math.floor(Date.parse(delivery.receivedAt) / 1000) },
});

/** The result of storing a delivery. `known`: the record of its first arrival, if it arrived before. */
export type StoreResult = { readonly known: null } | { readonly known: DeliveryRecord };

/** Everything that is written together with a delivery. */
export type DeliveryEffects = Pick<DecidedChanges, 'deployments' | 'environments' | 'superseded'> & {
  /** With their versions raised. */
  readonly heads: readonly BranchHeadRecord[];
  /**
   * The repository with what this delivery shows for the first time: its stable id, or that its generation delivers.
   */
  readonly repositoryUpdate: RepositoryRecord | null;
  /** The repository, if the order of the pushes is uncertain and its remote must be compared at once. */
  readonly repositoryToReconcile: RepositoryRecord | null;
  /** The person who requested it; null for none. */
  readonly mutation: Mutation | null;
};

const auditOf = (delivery: DeliveryRecord, mutation: Mutation): Write[] => {
  const { organizationId, projectId, id, redeliveryOf } = delivery;
  const changes = { redeliveryOf: { from: null, to: redeliveryOf } };
  const status = causesDeployment(delivery.answer.decision) ? 202 : 200;
  return mutationWrites(
    organizationId,
    mutation,
    { action: 'delivery.redelivered', resourceId: id, projectId, changes },
    status,
  );
};

/**
 * Stores a delivery with its decision and effects, once, in one transaction.
 * @throws ConditionFailed, Contention if another change was faster: decide again
 */
export const storeDelivery = async (delivery: DeliveryRecord, effects: DeliveryEffects): Promise<StoreResult> => {
  const { heads, repositoryUpdate, repositoryToReconcile, mutation } = effects;
  const writes = [
    ...deploymentWrites(effects),
    ...heads.map(branchHeadWrite),
    ...(repositoryUpdate === null ? [] : [repositoryUpdateWrite(repositoryUpdate, delivery.receivedAt)]),
    // The repository update makes the repository due as well.
    ...(repositoryToReconcile === null || repositoryUpdate !== null
      ? []
      : [reconcileNowWrite(repositoryToReconcile, delivery.receivedAt)]),
    ...(mutation === null ? [] : auditOf(delivery, mutation)),
  ];
  if (writes.length === 0) return putDelivery(delivery);
  try {
    await transactOnce([{ label: 'delivery', Put: putIfAbsent(delivery) }, ...writes]);
    return { known: null };
  } catch (error) {
    if (!(error instanceof ConditionFailed && error.labels.has('delivery'))) throw error;
    return firstArrival(delivery, error.items.get('delivery'), error);
  }
};

const putDelivery = async (delivery: DeliveryRecord): Promise<StoreResult> => {
  const { client, name } = table();
  try {
    await client.send(new PutCommand({ TableName: name, ...putIfAbsent(delivery) }));
    return { known: null };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return firstArrival(delivery, error.Item, error);
  }
};

/** The record of a delivery's first arrival, from the refusal or, if missing there, from a read. */
const firstArrival = async (delivery: DeliveryRecord, raw: unknown, cause: unknown): Promise<StoreResult> => {
  const item = conflictingItem(raw);
  const known =
    item === null
      ? await readDelivery(delivery.organizationId, delivery.projectId, delivery.id)
      : deliveryFromItem(delivery.organizationId, delivery.projectId, item);
  // Deleted between the refusal and the read: treat it as if another change was faster.
  if (known === null) throw new Contention('the delivery is gone', { cause });
  return { known };
};

/** Makes a repository due for reconciliation at once. Its version stays, so that no other write is disturbed. */
const reconcileNowWrite = ({ organizationId, projectId, connectionId }: RepositoryRecord, now: string): Write => ({
  label: 'repository',
  Update: {
    Key: keys.repository(organizationId, projectId),
    ...setFields(dueNow(projectId, now), ifEqual('connectionId', connectionId), { raisesVersion: false }),
  },
});

const dueNow = (project: ProjectId, now: string) => ({ 'sweep.nextAt': now, ...indexKeys.due(now, project) });

/** Due at once: the tick renews the project's summary, which a delivery does not write, and reconciles the remote. */
const repositoryUpdateWrite = (repository: RepositoryRecord, now: string): Write => {
  const { organizationId, projectId, providerRepositoryId, deliveredGeneration } = repository;
  const condition = ifAll(ifEqual('connectionId', repository.connectionId), ifVersion(repository.version));
  const fields = { providerRepositoryId, deliveredGeneration, ...dueNow(projectId, now) };
  return {
    label: 'repository',
    Update: {
      Key: keys.repository(organizationId, projectId),
      ...setFields(fields, condition, { raisesVersion: true }),
    },
  };
};
