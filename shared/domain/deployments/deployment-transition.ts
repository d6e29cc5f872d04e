import type { DeploymentStatus } from '#shared/contract/deployment-status.ts';
import type { ProblemCode } from '#shared/contract/problem-code.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import { accept, type Refusal, type RuleResult } from '#shared/domain/rule-result.ts';

/**
 * All transitions of a deployment, by name: from which statuses to which. What is not here cannot happen.
 * Source: docs/design/deployments.md, "Steps".
 */
export const transitions = {
  /** The environment was paused. */
  hold: { from: ['queued', 'waiting'], to: ['waiting'], verb: 'held' },
  /** The pause ended. An approval may still be missing. */
  release: { from: ['waiting'], to: ['queued', 'waiting'], verb: 'released' },
  /** Somebody approved it. A pause may still hold it. */
  approve: { from: ['waiting'], to: ['queued', 'waiting'], verb: 'approved' },
  /** Nobody approved in time. */
  expire: { from: ['waiting'], to: ['cancelled'], verb: 'cancelled' },
  /** A newer deployment replaced it before it started. */
  replace: { from: ['queued', 'waiting'], to: ['superseded'], verb: 'superseded' },
  cancel: { from: ['queued', 'waiting'], to: ['cancelled'], verb: 'cancelled' },
  /** The runner learns of it at its next heartbeat. */
  askToCancel: { from: ['running'], to: ['running'], verb: 'cancelled' },
  /** A runner claimed it. */
  start: { from: ['queued'], to: ['running'], verb: 'started' },
  /** The runner completed it. */
  succeed: { from: ['running'], to: ['succeeded'], verb: 'completed' },
  fail: { from: ['running'], to: ['failed'], verb: 'completed' },
  stop: { from: ['running'], to: ['cancelled'], verb: 'completed' },
  /** Its commit is no longer in the branch. */
  drop: { from: ['running'], to: ['superseded'], verb: 'completed' },
  /** The runner did not renew its lease. */
  lose: { from: ['running'], to: ['failed', 'cancelled'], verb: 'ended' },
} as const satisfies Record<
  string,
  { readonly from: readonly DeploymentStatus[]; readonly to: readonly DeploymentStatus[]; readonly verb: string }
>;
export type Transition = keyof typeof transitions;

/** The statuses that a transition leads to. */
export type StatusAfter<T extends Transition> = (typeof transitions)[T]['to'][number];

/** The transition by which a runner ends a deployment with each status. */
export const completions = {
  succeeded: 'succeed',
  failed: 'fail',
  cancelled: 'stop',
  superseded: 'drop',
} as const satisfies Partial<Record<DeploymentStatus, Transition>>;
export type CompletedStatus = keyof typeof completions;

/** The statuses that a transition may start from. */
export const statusesBefore = (transition: Transition): readonly DeploymentStatus[] => transitions[transition].from;

const allows = (status: DeploymentStatus, transition: Transition): boolean =>
  statusesBefore(transition).includes(status);

/** Whether a deployment holds the pending place of its environment: a newer one may replace it there. */
export const isPending = (status: DeploymentStatus): boolean => allows(status, 'replace');

/** Whether a runner may start a deployment. */
export const isStartable = (status: DeploymentStatus): boolean => allows(status, 'start');

const words: Record<DeploymentStatus, string> = {
  waiting: 'still waits',
  queued: 'is queued and has not started yet',
  running: 'is running',
  succeeded: 'has succeeded',
  failed: 'has failed',
  cancelled: 'was cancelled',
  superseded: 'was superseded',
};

/** Whether a deployment has ended. An ended deployment never changes its status. */
export const isEnded = (status: DeploymentStatus): boolean =>
  status === 'succeeded' || status === 'failed' || status === 'cancelled' || status === 'superseded';

const codeOf = (transition: Transition, status: DeploymentStatus): ProblemCode => {
  if (!isEnded(status)) return 'conflict';
  switch (transition) {
    case 'cancel':
    case 'askToCancel':
      return 'deployment_not_cancellable';
    case 'succeed':
    case 'fail':
    case 'stop':
    case 'drop':
      return 'deployment_already_finished';
    case 'hold':
    case 'release':
    case 'approve':
    case 'expire':
    case 'replace':
    case 'start':
    case 'lose':
      return 'conflict';
  }
};

/**
 * The refusal of a transition: `deployment_not_cancellable` or `deployment_already_finished`, or `conflict` if the
 * deployment has not ended.
 */
export const transitionRefusal = (status: DeploymentStatus, transition: Transition): Refusal => ({
  code: codeOf(transition, status),
  detail: `The deployment ${words[status]}, so it cannot be ${transitions[transition].verb}. ${
    isEnded(status)
      ? 'Start a new one if you need it.'
      : transition === 'approve'
        ? 'It needs no approval.'
        : 'Read it again in a moment.'
  }`,
});

/** Checks that a transition is allowed. Refusals: those of `transitionRefusal`. */
export const checkTransition = <D extends Pick<DeploymentRecord, 'status'>>(
  deployment: D,
  transition: Transition,
): RuleResult<D> =>
  allows(deployment.status, transition)
    ? accept(deployment)
    : { ok: false, refusal: transitionRefusal(deployment.status, transition) };
