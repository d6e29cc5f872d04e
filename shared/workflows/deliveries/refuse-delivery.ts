import { Problem } from '#shared/contract/problem.ts';
import { noteRejection } from '#shared/data/repository/note-repository.ts';
import type { Hook } from '#shared/secrets/hook-id.ts';
import type { DeliveryProof } from './prove-delivery.ts';

/**
 * The same answer for every failed proof, so that it reveals nothing about the cause.
 * @param fault for the log alone
 */
export const unproved = (fault: unknown = null): Problem =>
  new Problem(
    'unauthenticated',
    'The delivery is not authentic. Check URL and secret of the webhook, or reconfigure it in the project.',
    { cause: fault },
  );

/**
 * Refuses a delivery to a real webhook. A forged one is noted, so that its owner learns that the secret does not match. The
 * answer to a stranger does not depend on whether that succeeds.
 * Source: docs/design/deciding-a-push.md, "Rejected deliveries".
 * @returns the answer
 */
export const refuseDelivery = async (
  proof: Exclude<DeliveryProof, 'proved'>,
  hook: Hook,
  receivedAt: string,
): Promise<Problem> => {
  try {
    if (proof === 'forged') await noteRejection(hook, receivedAt);
    return unproved();
  } catch (fault) {
    return unproved(fault);
  }
};
