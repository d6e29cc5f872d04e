import { changePending, type SlotStep } from '#shared/domain/deployments/deployment-slot.ts';
import { heldByPause, heldFields } from '#shared/domain/deployments/waiting.ts';
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
  const others = pending.waitsFor.filter((wait) => wait !== 'pause');
  const to = heldFields({ name: before.name, paused }, ['pause', ...others], now);
  return changePending(before, pending, 'hold', to, now, { paused });
};
