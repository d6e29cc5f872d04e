import { branchHeadWrite } from '#shared/data/items/branch-head-item.ts';
import { endPendingWrite, newDeploymentWrite } from '#shared/data/items/deployment-item.ts';
import { environmentWrite } from '#shared/data/items/environment-item.ts';
import { transact } from '#shared/data/table/transact.ts';
import type { BranchHeadRecord } from '#shared/domain/records/branch-head.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';

/** The changes when a pending deployment ends because its commit left its branch. */
export type DroppedPending = {
  readonly pending: DeploymentRecord;
  readonly before: EnvironmentRecord;
  /** With its version raised once. */
  readonly after: EnvironmentRecord;
  /** With its version raised. */
  readonly head: BranchHeadRecord;
  /** The deployment that is queued instead, or none. */
  readonly deployments: readonly DeploymentRecord[];
};

/**
 * Ends a pending deployment whose commit left its branch, with the branch and what is queued instead, in one transaction.
 * @param now RFC 3339
 * @throws ConditionFailed with the label of the deployment, the environment or the branch if another write was faster
 */
export const dropPending = (
  { pending, before, after, head, deployments }: DroppedPending,
  reason: string,
  now: string,
): Promise<void> =>
  transact([
    endPendingWrite(pending.organizationId, pending.projectId, pending.id, {
      transition: 'replace',
      reason,
      supersededBy: deployments[0]?.id ?? null,
      now,
      cancelledBy: null,
    }),
    environmentWrite(after, before.lease),
    branchHeadWrite(head),
    ...deployments.map(newDeploymentWrite),
  ]);
