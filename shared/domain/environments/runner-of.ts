import type { Environment } from '#shared/contract/environment.ts';
import { runnerLeaseMs } from '#shared/domain/deployments/start-pending.ts';
import type { EnvironmentRecord, LeaseRecord } from '#shared/domain/records/environment.ts';

const minuteMs = 60_000;
const absentAfterMs = 2 * minuteMs;

/** When the runner that holds the lease last renewed it, in whole minutes: a heartbeat alone changes no ETag. RFC 3339. */
const renewedAt = ({ startedAt, expiresAt }: LeaseRecord): string => {
  const started = Date.parse(startedAt);
  const minutes = Math.floor((Date.parse(expiresAt) - runnerLeaseMs - started) / minuteMs);
  return new Date(started + minutes * minuteMs).toISOString();
};

/**
 * The runner of an environment, as far as one was seen. It is absent if something has been queued for two minutes, nothing
 * else happened in the environment, and nobody has asked for work since.
 * Source: docs/design/deployments.md, "The runner of an environment".
 * @param now RFC 3339
 */
export const runnerOf = (environment: EnvironmentRecord, now: string): Environment['runner'] => {
  const { lease, pending, running, runnerSeen, updatedAt } = environment;
  const name = lease?.runner ?? runnerSeen?.name ?? null;
  const lastSeenAt =
    [runnerSeen?.at, lease === null ? undefined : renewedAt(lease)]
      .filter((at) => at !== undefined)
      .sort()
      .at(-1) ?? null;
  const isWaiting = pending?.status === 'queued' && running === null;
  const absent =
    isWaiting &&
    Date.parse(now) - Date.parse(updatedAt) >= absentAfterMs &&
    (lastSeenAt === null || lastSeenAt < updatedAt);
  return { name, lastSeenAt, absent };
};
