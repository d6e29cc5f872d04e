import type { Actor } from '#shared/domain/actor.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord, LeaseRecord } from '#shared/domain/records/environment.ts';
import { changePending, type SlotStep, summaryOf } from './deployment-slot.ts';
import { isStartable } from './deployment-transition.ts';

/** 60 s. Source: docs/design/deployments.md, "The lease". */
export const runnerLeaseMs = 60_000;

/** The pending deployment, if a runner may start it now: nothing else runs. */
export const startableOf = ({ pending, running }: EnvironmentRecord): DeploymentRecord | null =>
  pending !== null && isStartable(pending.status) && running === null ? pending : null;

/**
 * Starts the pending deployment with a new lease.
 * @param by the principal of the runner
 * @param now RFC 3339
 * @returns null if nothing is queued, or if another deployment runs
 */
export const startPending = (
  before: EnvironmentRecord,
  lease: Pick<LeaseRecord, 'id' | 'runner'>,
  by: Actor,
  now: string,
): (SlotStep & { readonly deployment: DeploymentRecord; readonly lease: LeaseRecord }) | null => {
  const pending = startableOf(before);
  if (pending === null) return null;
  const given: LeaseRecord = {
    ...lease,
    startedAt: now,
    expiresAt: new Date(Date.parse(now) + runnerLeaseMs).toISOString(),
    cancelledBy: null,
  };
  const previousCommitSha = before.current?.commitSha ?? null;
  const to = {
    status: 'running',
    statusReason: null,
    runner: lease.runner,
    startedAt: now,
    previousCommitSha,
  } as const;
  const step = changePending(
    before,
    pending,
    { transition: 'start', to, by, now },
    {
      lease: given,
      runnerSeen: { name: lease.runner, at: now },
    },
  );
  return { ...step, after: { ...step.after, running: summaryOf(step.deployment) }, lease: given };
};
