import { type Actor, changedBy } from '#shared/domain/actor.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { SlotStep } from './deployment-slot.ts';

/** The code at the start of the status reason of a deployment whose runner was lost. */
export const runnerLost = 'runner_lost';

/**
 * Ends the running deployment after its lease expired. It fails as `runner_lost`, or is cancelled if a person asked for
 * that. The environment is then free.
 * @param now RFC 3339
 * @param by who noticed it; null for the service itself
 * @returns null if no lease has expired
 */
export const expireLease = (before: EnvironmentRecord, now: string, by: Actor | null = null): SlotStep | null => {
  const { running, lease } = before;
  if (running === null || lease === null || lease.expiresAt > now) return null;
  const what = `the runner ${lease.runner} did not renew its lease, which ended at ${lease.expiresAt}.`;
  const reason =
    lease.cancelledBy === null
      ? `${runnerLost}: ${what} Check the runner on its host, then deploy again.`
      : `${runnerLost}: ${lease.cancelledBy} asked to cancel it, and ${what}`;
  const status = lease.cancelledBy === null ? 'failed' : 'cancelled';
  const lastDeployment = { ...running, status, statusReason: reason, completedAt: now } as const;
  return {
    before,
    after: {
      ...before,
      running: null,
      lease: null,
      lastDeployment,
      ...changedBy(by, now),
      version: before.version + 1,
    },
    changes: [
      {
        id: running.id,
        transition: 'lose',
        to: {
          status,
          statusReason: reason,
          errorMessage: reason,
          completedAt: now,
          durationMs: Math.max(0, Date.parse(now) - Date.parse(lease.startedAt)),
        },
      },
    ],
  };
};
