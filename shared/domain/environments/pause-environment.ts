import { changePending, type SlotStep } from '#shared/domain/deployments/deployment-slot.ts';
import { heldByPause, waitingFields } from '#shared/domain/deployments/waiting.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';

/**
 * Pauses an environment and holds a pending automatic deployment. Pausing again replaces the reason.
 * @param by the principal's id
 * @param now RFC 3339
 */
export const pauseEnvironment = (before: EnvironmentRecord, reason: string, by: string, now: string): SlotStep => {
  const paused = { reason, by, since: before.paused?.since ?? now };
  const { pending } = before;
  if (pending === null || !heldByPause(pending.trigger)) {
    return { before, after: { ...before, paused, updatedAt: now, version: before.version + 1 }, changes: [] };
  }
  const waitsFor = pending.waitsFor.includes('pause') ? pending.waitsFor : [...pending.waitsFor, 'pause' as const];
  const to = waitingFields({ name: before.name, paused }, waitsFor, null, now);
  return changePending(before, pending, to, now, { paused });
};
