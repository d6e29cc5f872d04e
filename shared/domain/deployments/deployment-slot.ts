import type { DeploymentId } from '#shared/contract/id.ts';
import { type Actor, changedBy } from '#shared/domain/actor.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord, SlotDeployment } from '#shared/domain/records/environment.ts';
import { isEnded, isPending, type StatusAfter, type Transition } from './deployment-transition.ts';

/** The part of a deployment that a slot stores. */
export const summaryOf = (deployment: SlotDeployment): SlotDeployment => ({
  id: deployment.id,
  commitSha: deployment.commitSha,
  commitMessage: deployment.commitMessage,
  commitAuthor: deployment.commitAuthor,
  branch: deployment.branch,
  tag: deployment.tag,
  trigger: deployment.trigger,
  triggeredBy: deployment.triggeredBy,
  triggeredByName: deployment.triggeredByName,
  status: deployment.status,
  statusReason: deployment.statusReason,
  waitsFor: deployment.waitsFor,
  originId: deployment.originId,
  createdAt: deployment.createdAt,
  startedAt: deployment.startedAt,
  completedAt: deployment.completedAt,
});

/** Whose act caused a deployment. */
const requestedBy = ({ triggeredBy, triggeredByName }: DeploymentRecord): Actor => ({
  id: triggeredBy,
  name: triggeredByName,
});

/** A slot after a deployment was put into it. */
export type EnqueuedDeployment = {
  readonly environment: EnvironmentRecord;
  /** The pending deployment that the new one replaces. */
  readonly superseded: DeploymentRecord | null;
};

/**
 * Makes a queued or waiting deployment the environment's pending one. An environment has one running and one pending
 * deployment; a newer one replaces the pending one, even if that was approved.
 * Source: docs/design/deployments.md, "One running and one pending".
 * @param now RFC 3339
 */
export const enqueueDeployment = (
  environment: EnvironmentRecord,
  deployment: DeploymentRecord,
  now: string,
): EnqueuedDeployment => ({
  environment: {
    ...environment,
    pending: deployment,
    ...changedBy(requestedBy(deployment), now),
    version: environment.version + 1,
  },
  superseded: environment.pending,
});

/** The status reason of a deployment that a newer one replaced. */
export const supersededReason = (successor: DeploymentRecord): string =>
  `A newer deployment of ${successor.environmentName} replaced it before it started.`;

/** The status reason of a deployment whose push arrived after a newer push of its branch. */
export const overtakenReason = (deployment: DeploymentRecord): string =>
  `${deployment.branch ?? deployment.tag} had moved on to a newer commit when this push arrived.`;

/** A transition of a deployment, with the fields that it changes. It is written only over a status that allows it. */
export type DeploymentChange<T extends Transition = Transition> = {
  readonly id: DeploymentId;
  readonly transition: T;
  readonly to: { readonly status?: StatusAfter<T> } & Partial<
    Pick<
      DeploymentRecord,
      | 'commitSha'
      | 'approvedBy'
      | 'approvedByName'
      | 'approvedAt'
      | 'cancelledBy'
      | 'cancelledByName'
      | 'cancelReason'
      | 'runner'
      | 'statusReason'
      | 'waitsFor'
      | 'approvalUntil'
      | 'startedAt'
      | 'previousCommitSha'
      | 'completedAt'
      | 'durationMs'
      | 'errorMessage'
    >
  >;
};

/** A slot after a step, with the changes of its deployments. Both are written in one transaction. */
export type SlotStep = {
  readonly before: EnvironmentRecord;
  readonly after: EnvironmentRecord;
  readonly changes: readonly DeploymentChange[];
};

/**
 * Changes the pending deployment. If it is no longer pending after the change, it leaves the slot.
 * @param act the transition with its fields, and who makes it: null for the service itself
 */
export const changePending = <T extends Transition>(
  before: EnvironmentRecord,
  pending: DeploymentRecord,
  {
    transition,
    to,
    by,
    now,
  }: Pick<DeploymentChange<T>, 'transition' | 'to'> & {
    readonly by: Actor | null;
    readonly now: string;
  },
  over: Partial<EnvironmentRecord> = {},
): SlotStep & { readonly deployment: DeploymentRecord } => {
  const deployment: DeploymentRecord = { ...pending, ...to, version: pending.version + 1 };
  return {
    before,
    after: {
      ...before,
      ...over,
      pending: isPending(deployment.status) ? deployment : null,
      lastDeployment: isEnded(deployment.status) ? summaryOf(deployment) : before.lastDeployment,
      ...changedBy(by, now),
      version: before.version + 1,
    },
    changes: [{ id: pending.id, transition, to }],
    deployment,
  };
};
