import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ProjectId } from '#shared/contract/id.ts';
import { auditWrite, changedFields, type Mutation, mutationWrites } from '#shared/data/audit/mutation.ts';
import { deploymentWrites } from '#shared/data/deployments/deployments.ts';
import { branchHeadWrite } from '#shared/data/items/branch-head-item.ts';
import { deliveryFromItem, deliveryItem } from '#shared/data/items/delivery-item.ts';
import { projectWrite } from '#shared/data/items/project-item.ts';
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
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { parseRef } from '#shared/domain/ref.ts';
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

/**
 * A repository with what a delivery shows for the first time: its stable id, its new name, or that its webhook generation
 * delivers. Its version is not raised yet.
 */
export type RepositoryUpdate = {
  readonly before: RepositoryRecord;
  readonly after: RepositoryRecord;
  /** With its new summary and its version raised; null if the summary stays. */
  readonly project: ProjectRecord | null;
};

/** Everything that is written together with a delivery. */
export type DeliveryEffects = Pick<DecidedChanges, 'deployments' | 'environments' | 'superseded'> & {
  /** With their versions raised. */
  readonly heads: readonly BranchHeadRecord[];
  /** Null if this delivery shows nothing new about the repository. */
  readonly repositoryUpdate: RepositoryUpdate | null;
  /** The repository, if the order of the pushes is uncertain and its remote must be compared at once. */
  readonly repositoryToReconcile: RepositoryRecord | null;
  /** The person who requested it; null for none. */
  readonly mutation: Mutation | null;
};

const auditOf = (delivery: DeliveryRecord, mutation: Mutation): Write[] => {
  const { organizationId, projectId, id, ref, redeliveryOf } = delivery;
  const resourceName = ref === null ? null : (parseRef(ref)?.name ?? ref);
  const changes = { redeliveryOf: { from: null, to: redeliveryOf } };
  const status = causesDeployment(delivery.answer.decision) ? 202 : 200;
  return mutationWrites(
    organizationId,
    mutation,
    { action: 'delivery.redelivered', resourceId: id, resourceName, projectId, changes },
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
    ...(repositoryUpdate === null ? [] : repositoryUpdateWrites(repositoryUpdate, delivery)),
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

/** What a report of the provider may change, and the audit log keeps. */
const audited = ['fullName', 'httpsUrl', 'sshUrl', 'branch', 'replacedBy'] as const;

/** The audit record of what a provider reports, made by nobody but its webhook. */
const reportAudit = ({ before, after }: RepositoryUpdate, delivery: DeliveryRecord): Write[] => {
  const changes = changedFields(before, after, audited);
  if (Object.keys(changes).length === 0) return [];
  const { organizationId, projectId, provider, id, receivedAt: now } = delivery;
  const source = {
    principal: { id: provider, kind: 'webhook', name: provider },
    requestId: id,
    sourceIp: null,
    now,
  } as const;
  const action = 'repository.reported';
  return [
    auditWrite(organizationId, source, {
      action,
      resourceId: projectId,
      resourceName: after.fullName,
      projectId,
      changes,
    }),
  ];
};

/** Due at once: the tick renews the project's summary where the delivery does not, and reconciles the remote. */
const repositoryUpdateWrites = (update: RepositoryUpdate, delivery: DeliveryRecord): Write[] => {
  const { after, project } = update;
  const { organizationId, projectId, connectionId, version } = after;
  const { fullName, httpsUrl, sshUrl, branch, providerRepositoryId, deliveredGeneration } = after;
  const { reportedBranch, reportedAt, replacedBy } = after;
  const reported = { fullName, httpsUrl, sshUrl, branch, providerRepositoryId, reportedBranch, reportedAt, replacedBy };
  const fields = { ...reported, deliveredGeneration, ...dueNow(projectId, delivery.receivedAt) };
  const condition = ifAll(ifEqual('connectionId', connectionId), ifVersion(version));
  return [
    {
      label: 'repository',
      Update: {
        Key: keys.repository(organizationId, projectId),
        ...setFields(fields, condition, { raisesVersion: true }),
      },
    },
    ...(project === null ? [] : [projectWrite(project)]),
    ...reportAudit(update, delivery),
  ];
};
