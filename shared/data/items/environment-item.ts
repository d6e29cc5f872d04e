import { type Condition, ifAbsent, ifAll, ifEqual, ifVersion } from '#shared/data/table/conditions.ts';
import { type Item, recordFromItem } from '#shared/data/table/item.ts';
import { indexKeys, keys } from '#shared/data/table/keys.ts';
import type { Write } from '#shared/data/table/transact.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import { packPending, unpackPending } from './pending-slot.ts';

/** An environment as it is stored. */
type StoredEnvironment = Omit<EnvironmentRecord, 'pending' | 'branches'> & {
  readonly pending: string | null;
  /** Omitted if there are none, as in most environments. */
  readonly branches?: readonly string[];
  /**
   * The approval deadline of the pending deployment. The end of a running deployment uses it as a condition, without a
   * read.
   */
  readonly approvalDueAt?: string;
};

/** The item of an environment. While a lease or an approval deadline runs, it is listed in DUE. */
const environmentItem = (environment: EnvironmentRecord): Item<StoredEnvironment> => {
  const { branches, ...rest } = environment;
  const { pending, lease } = environment;
  const approvalDueAt = pending?.approvalUntil ?? null;
  const dueAt = [lease?.expiresAt, approvalDueAt].filter((at) => typeof at === 'string').sort()[0];
  return {
    ...rest,
    ...(branches.length === 0 ? {} : { branches }),
    pending: pending === null ? null : packPending(environment, pending),
    ...keys.environment(environment.organizationId, environment.projectId, environment.id),
    ...(approvalDueAt === null ? {} : { approvalDueAt }),
    ...(dueAt === undefined ? {} : indexKeys.due(dueAt, environment.id)),
  };
};

export const environmentFromItem = (item: Record<string, unknown>): EnvironmentRecord => {
  const { pending, branches = [], approvalDueAt: _due, ...rest } = recordFromItem<StoredEnvironment>(item);
  return { ...rest, branches, pending: pending === null ? null : unpackPending(rest, pending) };
};

/** The label of the write that checks an environment's version. */
export const environmentLabel = (environmentId: string): string => `environment ${environmentId}`;

/**
 * A heartbeat renews the lease without raising the version, so that no ETag changes. The condition therefore includes
 * the lease, so that no write reverts a renewal.
 */
const ifRead = (version: number, lease: EnvironmentRecord['lease']): Condition =>
  lease === null ? ifVersion(version) : ifAll(ifVersion(version), ifEqual('lease.expiresAt', lease.expiresAt));

/** Writes a new environment. */
export const newEnvironmentWrite = (environment: EnvironmentRecord): Write => ({
  label: environmentLabel(environment.id),
  Put: { Item: environmentItem(environment), ...ifAbsent },
});

/**
 * Writes an environment over the version that was read.
 * @param environment with its version already raised
 * @param lease as it was read, if the write changes it
 */
export const environmentWrite = (
  environment: EnvironmentRecord,
  lease: EnvironmentRecord['lease'] = environment.lease,
): Write => ({
  label: environmentLabel(environment.id),
  Put: { Item: environmentItem(environment), ...ifRead(environment.version - 1, lease) },
});

/** Deletes an environment in the version that was read. */
export const removeEnvironmentWrite = (environment: EnvironmentRecord): Write => ({
  label: environmentLabel(environment.id),
  Delete: {
    Key: keys.environment(environment.organizationId, environment.projectId, environment.id),
    ...ifVersion(environment.version),
  },
});
