import type { DeploymentStatus } from '#shared/contract/deployment-status.ts';
import type { DeploymentId } from '#shared/contract/id.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord, SlotDeployment } from '#shared/domain/records/environment.ts';

/** What a slot keeps of a deployment. */
export const summaryOf = (deployment: DeploymentRecord): SlotDeployment => ({
  id: deployment.id,
  commitSha: deployment.commitSha,
  branch: deployment.branch,
  status: deployment.status,
  createdAt: deployment.createdAt,
  originId: deployment.originId,
});

/** A slot after a deployment was accepted into it. */
export type Accepted = {
  readonly environment: EnvironmentRecord;
  /** The pending deployment that the new one replaces. */
  readonly superseded: DeploymentRecord | null;
};

/**
 * Accepts a queued or waiting deployment as the environment's pending one: there is one running and one pending, and
 * the newer replaces the pending one, approved or not.
 * Source: docs/design/deployments.md, "One running and one pending".
 * @param now RFC 3339
 */
export const acceptDeployment = (
  environment: EnvironmentRecord,
  deployment: DeploymentRecord,
  now: string,
): Accepted => ({
  environment: { ...environment, pending: deployment, updatedAt: now, version: environment.version + 1 },
  superseded: environment.pending,
});

/** The sentence that a superseded deployment carries. */
export const supersededReason = (successor: DeploymentRecord): string =>
  `A newer deployment of ${successor.environmentName} took its place before it started.`;

/** The sentence that a deployment carries whose push came later than a newer one of its branch. */
export const outrunReason = (deployment: DeploymentRecord): string =>
  `${deployment.branch ?? deployment.tag} had moved on to a newer commit when this push arrived.`;

/** The fields of a deployment that change after it was made. */
export type DeploymentChange = {
  readonly id: DeploymentId;
  /** The status that it must have: another one means that something else was faster. */
  readonly from: DeploymentStatus;
  readonly to: Partial<
    Pick<
      DeploymentRecord,
      | 'status'
      | 'commitSha'
      | 'approvedBy'
      | 'approvedByName'
      | 'approvedAt'
      | 'cancelledBy'
      | 'cancelledByName'
      | 'statusReason'
      | 'waitsFor'
      | 'approvalUntil'
      | 'startedAt'
      | 'completedAt'
      | 'durationMs'
      | 'errorMessage'
    >
  >;
};

/** A slot after a step, with what the step changed of its deployments; all of it is written together. */
export type SlotStep = {
  readonly before: EnvironmentRecord;
  readonly after: EnvironmentRecord;
  readonly changes: readonly DeploymentChange[];
};

/** A step that changes the pending deployment and leaves it pending, or takes it out of the slot where it ended. */
export const stepOfPending = (
  before: EnvironmentRecord,
  pending: DeploymentRecord,
  to: DeploymentChange['to'],
  now: string,
  over: Partial<EnvironmentRecord> = {},
): SlotStep & { readonly deployment: DeploymentRecord } => {
  const deployment: DeploymentRecord = { ...pending, ...to, version: pending.version + 1 };
  const stays = deployment.status === 'queued' || deployment.status === 'waiting';
  return {
    before,
    after: {
      ...before,
      ...over,
      pending: stays ? deployment : null,
      updatedAt: now,
      version: before.version + 1,
    },
    changes: [{ id: pending.id, from: pending.status, to }],
    deployment,
  };
};
