import { type Actor, changedBy } from '#shared/domain/actor.ts';
import { changePending, type SlotStep } from '#shared/domain/deployments/deployment-slot.ts';
import { heldByPause, heldFields } from '#shared/domain/deployments/waiting.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';

/**
 * Pauses an environment and holds a pending automatic deployment. Pausing again replaces the reason.
 * @param now RFC 3339
 */
export const pauseEnvironment = (before: EnvironmentRecord, reason: string, by: Actor, now: string): SlotStep => {
  const paused = { reason, by: by.id, byName: by.name, since: before.paused?.since ?? now };
  const { pending } = before;
  if (pending === null || !heldByPause(pending.trigger)) {
    const after = { ...before, paused, ...changedBy(by, now), version: before.version + 1 };
    return { before, after, changes: [] };
  }
  const others = pending.waitsFor.filter((wait) => wait !== 'pause');
  const to = heldFields({ name: before.name, paused }, ['pause', ...others], now);
  return changePending(before, pending, { transition: 'hold', to, by, now }, { paused });
};
