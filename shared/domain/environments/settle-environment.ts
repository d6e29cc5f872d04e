import { type SlotStep, stepOfPending } from '#shared/domain/deployments/deployment-slot.ts';
import { loseLease } from '#shared/domain/deployments/lose-lease.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';

/** Cancels the pending deployment that nobody has approved within 7 days. @returns null where none is that late */
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
  return stepOfPending(before, pending, to, now);
};

/**
 * What time alone brings about in an environment: a lease that was not renewed is lost, an approval that did not come
 * cancels. Pure. @param now RFC 3339 @returns null where nothing is due
 */
export const settleEnvironment = (before: EnvironmentRecord, now: string): SlotStep | null => {
  const lost = loseLease(before, now);
  const expired = expireApproval(lost?.after ?? before, now);
  if (lost === null || expired === null) return lost ?? expired;
  return {
    before,
    after: { ...expired.after, version: before.version + 1 },
    changes: [...lost.changes, ...expired.changes],
  };
};
