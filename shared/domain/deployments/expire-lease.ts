import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { SlotStep } from './deployment-slot.ts';

/** The code at the start of the status reason of a deployment whose runner was lost. */
export const runnerLost = 'runner_lost';

/**
 * Ends the running deployment after its lease expired. It fails as `runner_lost`, or is cancelled if a person asked for
 * that. The environment is then free.
 * @param now RFC 3339
 * @returns null if no lease has expired
 */
export const expireLease = (before: EnvironmentRecord, now: string): SlotStep | null => {
  const { running, lease } = before;
  if (running === null || lease === null || lease.expiresAt > now) return null;
  const what = `the runner ${lease.runner} did not renew its lease, which ended at ${lease.expiresAt}.`;
  const reason =
    lease.cancelledBy === null
      ? `${runnerLost}: ${what} Check the runner on its host, then deploy again.`
      : `${runnerLost}: ${lease.cancelledBy} asked to cancel it, and ${what}`;
  return {
    before,
    after: { ...before, running: null, lease: null, updatedAt: now, version: before.version + 1 },
    changes: [
      {
        id: running.id,
        transition: 'lose',
        to: {
          status: lease.cancelledBy === null ? 'failed' : 'cancelled',
          statusReason: reason,
          errorMessage: reason,
          completedAt: now,
          durationMs: Math.max(0, Date.parse(now) - Date.parse(lease.startedAt)),
        },
      },
    ],
  };
};
