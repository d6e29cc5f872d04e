import { type Condition, ifAbsent, ifAll, ifEqual, ifVersion } from '#shared/data/table/conditions.ts';
import type { Item } from '#shared/data/table/item.ts';
import { indexKeys, keys } from '#shared/data/table/keys.ts';
import type { Write } from '#shared/data/table/transact.ts';
import type { LastChange } from '#shared/domain/actor.ts';
import type { EnvironmentRecord, SlotDeployment } from '#shared/domain/records/environment.ts';
import { packSlot, type StoredEnd, type StoredSlot, unpackSlot } from './packed-slot.ts';
import { packPending, unpackPending } from './pending-slot.ts';

/** An environment as it is stored. */
type StoredEnvironment = Omit<
  EnvironmentRecord,
  | 'pending'
  | 'branches'
  | 'allowMissingSubmodules'
  | 'current'
  | 'running'
  | 'lastDeployment'
  | 'url'
  | 'runnerSeen'
  | 'updatedBy'
  | 'updatedByName'
> & {
  readonly url?: string;
  /** As `packSeen` made it. */
  readonly seen?: string;
  readonly pending: string | null;
  readonly current: StoredSlot | null;
  readonly running: StoredSlot | null;
  /** Absent if it is the current one. */
  readonly last?: StoredSlot;
  /** What an update without a read leaves of the deployment that ran: its slot, and its end. */
  readonly ended?: StoredSlot;
  readonly end?: StoredEnd;
  /** Absent if the pending deployment tells it, as after every push, and in an item of an earlier version. */
  readonly updatedBy?: string | null;
  readonly updatedByName?: string | null;
  /** Omitted if there are none, as in most environments. */
  readonly branches?: readonly string[];
  /** Omitted if it is false, as in an item of an earlier version. */
  readonly allowMissingSubmodules?: true;
  /**
   * The approval deadline of the pending deployment. The end of a running deployment uses it as a condition, without a
   * read.
   */
  readonly approvalDueAt?: string;
};

/** Packs when a runner was last seen (milliseconds, base 36) and its name. */
export const packSeen = ({ name, at }: NonNullable<EnvironmentRecord['runnerSeen']>): string =>
  `${Date.parse(at).toString(36)} ${name}`;

const unpackSeen = (packed: string): EnvironmentRecord['runnerSeen'] => {
  const space = packed.indexOf(' ');
  return { name: packed.slice(space + 1), at: new Date(Number.parseInt(packed.slice(0, space), 36)).toISOString() };
};

/** Whether the last change of an environment was the request of its pending deployment. */
const isRequest = (last: Pick<EnvironmentRecord, 'pending' | keyof LastChange>): boolean =>
  last.pending !== null &&
  last.updatedAt === last.pending.createdAt &&
  last.updatedBy === last.pending.triggeredBy &&
  last.updatedByName === last.pending.triggeredByName;

/** The item of an environment. While a lease or an approval deadline runs, it is listed in DUE. */
const environmentItem = (environment: EnvironmentRecord): Item<StoredEnvironment> => {
  const {
    pending,
    branches,
    allowMissingSubmodules,
    lease,
    current,
    running,
    lastDeployment: last,
    updatedBy,
    updatedByName,
    url,
    runnerSeen,
    ...rest
  } = environment;
  const approvalDueAt = pending?.approvalUntil ?? null;
  const dueAt = [lease?.expiresAt, approvalDueAt].filter((at) => typeof at === 'string').sort()[0];
  return {
    ...rest,
    lease,
    ...(url === null ? {} : { url }),
    ...(runnerSeen === null ? {} : { seen: packSeen(runnerSeen) }),
    current: current === null ? null : packSlot(current, 'succeeded'),
    running: running === null ? null : packSlot(running, 'running'),
    ...(last === null || last.id === current?.id ? {} : { last: packSlot(last, 'failed') }),
    ...(branches.length === 0 ? {} : { branches }),
    ...(allowMissingSubmodules ? { allowMissingSubmodules } : {}),
    pending: pending === null ? null : packPending(environment, pending),
    ...(isRequest(environment) ? {} : { updatedBy, updatedByName }),
    ...keys.environment(environment.organizationId, environment.projectId, environment.id),
    ...(approvalDueAt === null ? {} : { approvalDueAt }),
    ...(dueAt === undefined ? {} : indexKeys.due(dueAt, environment.id)),
  };
};

const slotOf = (stored: StoredSlot | null | undefined, implied: SlotDeployment['status']): SlotDeployment | null =>
  stored === null || stored === undefined ? null : unpackSlot(stored, implied);

/** The current and the last deployment. The end of one that ran may not be put into its place yet. */
const settled = (
  stored: StoredSlot | null,
  last: StoredSlot | undefined,
  ended: StoredSlot | undefined,
  end: StoredEnd | undefined,
) => {
  const ran = slotOf(ended, 'running');
  const current = slotOf(stored, 'succeeded');
  if (ran === null || end === undefined) return { current, lastDeployment: slotOf(last, 'failed') ?? current };
  const lastDeployment: SlotDeployment = { ...ran, ...end };
  return { current: end.status === 'succeeded' ? lastDeployment : current, lastDeployment };
};

// The receiver reads one with each delivery. What is left out of `rest` is named once: V8 copies all others each time.
export const environmentFromItem = (item: Record<string, unknown>): EnvironmentRecord => {
  const {
    pk: _pk,
    sk: _sk,
    gsi1pk: _gsi1pk,
    gsi1sk: _gsi1sk,
    ttl: _ttl,
    pending: packed,
    approvalDueAt: _due,
    current: stored,
    last,
    ended,
    end,
    seen,
    ...rest
  } = item as Item<StoredEnvironment>;
  const { current, lastDeployment } = settled(stored, last, ended, end);
  const pending = packed === null ? null : unpackPending({ ...rest, current }, packed);
  const requested = pending?.createdAt === rest.updatedAt ? pending : null;
  const { updatedBy = requested?.triggeredBy ?? null, updatedByName = requested?.triggeredByName ?? null } = rest;
  return {
    ...rest,
    updatedBy,
    updatedByName,
    url: rest.url ?? null,
    branches: rest.branches ?? [],
    allowMissingSubmodules: rest.allowMissingSubmodules ?? false,
    runnerSeen: seen === undefined ? null : unpackSeen(seen),
    current,
    lastDeployment,
    running: slotOf(rest.running, 'running'),
    paused: rest.paused === null ? null : { ...rest.paused, byName: rest.paused.byName ?? null },
    pending,
  };
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
