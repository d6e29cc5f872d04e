import { changePending, type SlotStep } from '#shared/domain/deployments/deployment-slot.ts';
import { expireLease } from '#shared/domain/deployments/expire-lease.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';

/** Cancels the pending deployment if nobody approved it within 7 days. @returns null if that is not the case */
const expireApproval = (before: EnvironmentRecord, now: string): SlotStep | null => {
  const { pending } = before;
  if (pending === null || pending.approvalUntil === null || pending.approvalUntil > now) return null;
  const to = {
    status: 'cancelled',
    statusReason: 'Nobody approved it within 7 days.',
    waitsFor: [],
    approvalUntil: null,
    completedAt: now,
  } as const;
  return changePending(before, pending, { transition: 'expire', to, by: null, now });
};

/**
 * Applies the deadlines of an environment: a lease that was not renewed expires, and a deployment that nobody approved
 * in time is cancelled. Pure.
 * @param now RFC 3339
 * @returns null if no deadline has passed
 */
export const applyTimeouts = (before: EnvironmentRecord, now: string): SlotStep | null => {
  const lost = expireLease(before, now);
  const expired = expireApproval(lost?.after ?? before, now);
  if (lost === null || expired === null) return lost ?? expired;
  return {
    before,
    after: { ...expired.after, version: before.version + 1 },
    changes: [...lost.changes, ...expired.changes],
  };
};
