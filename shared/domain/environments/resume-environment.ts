import { type Actor, changedBy } from '#shared/domain/actor.ts';
import { changePending, type SlotStep } from '#shared/domain/deployments/deployment-slot.ts';
import { waitingFields } from '#shared/domain/deployments/waiting.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';

/**
 * Ends a pause. The held deployment is queued, unless it still needs an approval.
 * @param now RFC 3339
 */
export const resumeEnvironment = (before: EnvironmentRecord, by: Actor, now: string): SlotStep => {
  const { pending } = before;
  if (pending === null || !pending.waitsFor.includes('pause')) {
    const after = { ...before, paused: null, ...changedBy(by, now), version: before.version + 1 };
    return { before, after, changes: [] };
  }
  const waitsFor = pending.waitsFor.filter((wait) => wait !== 'pause');
  const to = waitingFields({ name: before.name, paused: null }, waitsFor, 'The pause has ended.', now);
  return changePending(before, pending, { transition: 'release', to, by, now }, { paused: null });
};
