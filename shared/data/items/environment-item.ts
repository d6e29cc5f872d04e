import { type Item, recordOf } from '#shared/data/table/item.ts';
import { indexKeys, keys } from '#shared/data/table/keys.ts';
import type { Write } from '#shared/data/table/transact.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import { packPending, unpackPending } from './pending-slot.ts';

/** An environment as it lies in the table. */
type StoredEnvironment = Omit<EnvironmentRecord, 'pending'> & {
  readonly pending: string | null;
  /** When its approval is over, where one is waited for: what ends a running deployment without reading asks for it. */
  readonly approvalDueAt?: string;
};

/** An environment's item. It stands in DUE while a lease or an approval runs, whoever writes it. */
const environmentItem = (environment: EnvironmentRecord): Item<StoredEnvironment> => {
  const { pending, lease } = environment;
  const approvalDueAt = pending?.approvalUntil ?? null;
  const dueAt = [lease?.expiresAt, approvalDueAt].filter((at) => typeof at === 'string').sort()[0];
  return {
    ...environment,
    pending: pending === null ? null : packPending(environment, pending),
    ...keys.environment(environment.organizationId, environment.projectId, environment.id),
    ...(approvalDueAt === null ? {} : { approvalDueAt }),
    ...(dueAt === undefined ? {} : indexKeys.due(dueAt, environment.id)),
  };
};

/** Reads an environment's item. */
export const environmentOf = (item: Record<string, unknown>): EnvironmentRecord => {
  const { pending, approvalDueAt: _due, ...rest } = recordOf<StoredEnvironment>(item);
  return { ...rest, pending: pending === null ? null : unpackPending(rest, pending) };
};

/** The label of the write that holds an environment's version. */
export const environmentLabel = (environmentId: string): string => `environment ${environmentId}`;

const condition = (before: number) => ({
  ConditionExpression: '#version = :before',
  ExpressionAttributeNames: { '#version': 'version' },
  ExpressionAttributeValues: { ':before': before },
});

/** A heartbeat leaves the version alone, so that no ETag changes by it; a write must not take back what it has renewed. */
const conditionWithLease = (before: number, expiresAt: string) => ({
  ConditionExpression: '#version = :before AND #lease.#expiresAt = :expiresAt',
  ExpressionAttributeNames: { '#version': 'version', '#lease': 'lease', '#expiresAt': 'expiresAt' },
  ExpressionAttributeValues: { ':before': before, ':expiresAt': expiresAt },
});

/** Writes a new environment. */
export const newEnvironmentWrite = (environment: EnvironmentRecord): Write => ({
  label: environmentLabel(environment.id),
  Put: { Item: environmentItem(environment), ConditionExpression: 'attribute_not_exists(pk)' },
});

/**
 * Writes an environment over the version that was read.
 * @param environment its version already raised
 * @param lease the one that was read, where the write changes it
 */
export const environmentWrite = (
  environment: EnvironmentRecord,
  lease: EnvironmentRecord['lease'] = environment.lease,
): Write => ({
  label: environmentLabel(environment.id),
  Put: {
    Item: environmentItem(environment),
    ...(lease === null
      ? condition(environment.version - 1)
      : conditionWithLease(environment.version - 1, lease.expiresAt)),
  },
});

/** Removes an environment in the version that was read. */
export const removeEnvironmentWrite = (environment: EnvironmentRecord): Write => ({
  label: environmentLabel(environment.id),
  Delete: {
    Key: keys.environment(environment.organizationId, environment.projectId, environment.id),
    ...condition(environment.version),
  },
});
