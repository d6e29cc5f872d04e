import { type SlotStep, stepOfPending } from './deployment-slot.ts';
import { checkTransition } from './deployment-transition.ts';
import type { DeploymentRecord, EnvironmentRecord } from './records.ts';
import { accept, type Ruled, refuse } from './refusal.ts';
import { waiting } from './waiting.ts';

/**
 * Approves the pending deployment: it is queued, unless a pause holds it too. Refusal: `conflict`.
 * @param by the name of who approves
 * @param now RFC 3339
 */
export const approvePending = (
  before: EnvironmentRecord,
  pending: DeploymentRecord,
  by: string,
  now: string,
): Ruled<SlotStep & { readonly deployment: DeploymentRecord }> => {
  const step = checkTransition(pending, 'approve');
  if (!step.ok) return step;
  if (!pending.waitsFor.includes('approval')) {
    return refuse(
      'conflict',
      `The deployment waits for the end of the pause of ${before.name}, not for an approval. Resume the environment.`,
    );
  }
  const waitsFor = pending.waitsFor.filter((wait) => wait !== 'approval');
  return accept(stepOfPending(before, pending, waiting(before, waitsFor, `${by} approved it.`, now), now));
};
