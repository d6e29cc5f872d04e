import { type SlotStep, stepOfPending } from '#shared/domain/deployments/deployment-slot.ts';
import { waiting } from '#shared/domain/deployments/waiting.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';

/**
 * Ends a pause: the deployment that it held is queued, unless it needs an approval too.
 * @param now RFC 3339
 */
export const resumeEnvironment = (before: EnvironmentRecord, now: string): SlotStep => {
  const { pending } = before;
  if (pending === null || !pending.waitsFor.includes('pause')) {
    return { before, after: { ...before, paused: null, updatedAt: now, version: before.version + 1 }, changes: [] };
  }
  const waitsFor = pending.waitsFor.filter((wait) => wait !== 'pause');
  const to = waiting({ name: before.name, paused: null }, waitsFor, 'The pause has ended.', now);
  return stepOfPending(before, pending, to, now, { paused: null });
};
