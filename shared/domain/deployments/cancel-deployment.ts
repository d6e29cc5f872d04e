import type { Principal } from '#shared/domain/access/principal.ts';
import { changedBy } from '#shared/domain/actor.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import { accept, type RuleResult } from '#shared/domain/rule-result.ts';
import { changePending, type SlotStep } from './deployment-slot.ts';
import { checkTransition } from './deployment-transition.ts';
import { expireLease } from './expire-lease.ts';

/** Who cancels, and the reason that they give. */
type By = Pick<Principal, 'id' | 'name'> & { readonly reason: string | null };
type Cancelled = RuleResult<SlotStep & { readonly deployment: DeploymentRecord }>;

/** Who cancels, or asks the runner to, as they are called now. */
const cancelledBy = ({ id, name, reason }: By) => ({
  cancelledBy: id,
  cancelledByName: name,
  ...(reason === null ? {} : { cancelReason: reason }),
});

/** Cancels the pending deployment at once. @param now RFC 3339 */
export const cancelPending = (before: EnvironmentRecord, pending: DeploymentRecord, by: By, now: string): Cancelled => {
  const step = checkTransition(pending, 'cancel');
  if (!step.ok) return step;
  const to = {
    status: 'cancelled',
    statusReason: by.reason === null ? `${by.name} cancelled it.` : `${by.name} cancelled it: ${by.reason}`,
    ...cancelledBy(by),
    waitsFor: [],
    approvalUntil: null,
    completedAt: now,
  } as const;
  return accept(changePending(before, pending, { transition: 'cancel', to, by, now }));
};

/**
 * Asks the runner to stop the running deployment. If the lease has expired, no runner is left to ask and the deployment
 * ends at once. A repeated request changes nothing: `changes` is then empty.
 * @param now RFC 3339
 */
export const cancelRunning = (before: EnvironmentRecord, running: DeploymentRecord, by: By, now: string): Cancelled => {
  const step = checkTransition(running, 'askToCancel');
  if (!step.ok) return step;
  const { lease } = before;
  if (lease === null || lease.cancelledBy !== null) {
    return accept({ before, after: before, changes: [], deployment: running });
  }
  const asked: EnvironmentRecord = { ...before, lease: { ...lease, cancelledBy: by.name } };
  const lost = expireLease(asked, now, by);
  if (lost !== null) {
    const to = { ...lost.changes[0]?.to, ...cancelledBy(by) };
    return accept({
      ...lost,
      before,
      changes: lost.changes.map((change) => ({ ...change, to })),
      deployment: { ...running, ...to, version: running.version + 1 },
    });
  }
  const to = {
    statusReason: `${by.name} asked to cancel it: the runner stops it at its next heartbeat.`,
    ...cancelledBy(by),
  };
  return accept({
    before,
    after: {
      ...asked,
      running: before.running === null ? null : { ...before.running, statusReason: to.statusReason },
      ...changedBy(by, now),
      version: before.version + 1,
    },
    changes: [{ id: running.id, transition: 'askToCancel', to }],
    deployment: { ...running, ...to, version: running.version + 1 },
  });
};
