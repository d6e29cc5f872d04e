import type { DeploymentId } from '#shared/contract/id.ts';
import { type Mutation, mutationWrites } from '#shared/data/audit/mutation.ts';
import { branchHeadWrite } from '#shared/data/items/branch-head-item.ts';
import { completeWrite, newDeploymentWrite } from '#shared/data/items/deployment-item.ts';
import { environmentLabel, environmentWrite } from '#shared/data/items/environment-item.ts';
import { endOf } from '#shared/data/items/packed-slot.ts';
import { ifAll, ifEqual, ifNone } from '#shared/data/table/conditions.ts';
import { conflictingItem } from '#shared/data/table/conflicting-item.ts';
import { indexKeys, keys } from '#shared/data/table/keys.ts';
import { setFields } from '#shared/data/table/set-fields.ts';
import { ConditionFailed, transact, type Write } from '#shared/data/table/transact.ts';
import { changedBy } from '#shared/domain/actor.ts';
import type { CompletedFields } from '#shared/domain/deployments/complete-deployment.ts';
import type { BranchHeadRecord } from '#shared/domain/records/branch-head.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { LeaseKey } from './leases.ts';

/** The end of a deployment, as its runner reported it. */
export type DeploymentEnd = {
  readonly deploymentId: DeploymentId;
  /** The name of the deployment in the audit log. */
  readonly name: string | null;
  readonly fields: CompletedFields;
};

/** @param approvalDueAt the approval deadline of the pending deployment; null if it waits for none */
const slotWrite = (
  lease: LeaseKey,
  end: DeploymentEnd,
  { principal, now }: Mutation,
  approvalDueAt: string | null,
): Write => {
  const fields = {
    running: null,
    lease: null,
    ...changedBy(principal, now),
    end: endOf(end.fields),
    ...(approvalDueAt === null ? {} : indexKeys.due(approvalDueAt, lease.environmentId)),
  };
  const condition = ifAll(
    ifEqual('lease.id', lease.leaseId),
    approvalDueAt === null ? ifNone('approvalDueAt') : ifEqual('approvalDueAt', approvalDueAt),
  );
  const removes = approvalDueAt === null ? ['gsi1pk', 'gsi1sk'] : [];
  return {
    label: environmentLabel(lease.environmentId),
    Update: {
      Key: keys.environment(lease.organizationId, lease.projectId, lease.environmentId),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ...setFields(fields, condition, { raisesVersion: true, removes, copies: { ended: 'running' } }),
    },
  };
};

const auditWrites = (lease: LeaseKey, end: DeploymentEnd, mutation: Mutation): Write[] =>
  mutationWrites(
    lease.organizationId,
    mutation,
    {
      action: `deployment.${end.fields.status}`,
      resourceId: end.deploymentId,
      resourceName: end.name,
      projectId: lease.projectId,
      changes: { status: { from: 'running', to: end.fields.status } },
    },
    204,
  );

/** The changes when a running deployment ends because its commit left its branch. */
export type BranchLeft = {
  readonly before: EnvironmentRecord;
  /** With its version raised once. */
  readonly after: EnvironmentRecord;
  /** With its version raised. */
  readonly head: BranchHeadRecord;
  /** The deployment that is queued instead, or none. */
  readonly deployments: readonly DeploymentRecord[];
};

/**
 * Ends a running deployment whose commit left its branch, with the branch and what is queued instead, in one transaction.
 * @throws ConditionFailed with `deployment`, the environment's or the branch's label if another was faster, `idempotency`
 */
export const endLeftDeployment = (
  lease: LeaseKey,
  end: DeploymentEnd,
  { before, after, head, deployments }: BranchLeft,
  mutation: Mutation,
): Promise<void> =>
  transact([
    completeWrite(lease.organizationId, lease.projectId, end.deploymentId, end.fields),
    environmentWrite(after, before.lease),
    branchHeadWrite(head),
    ...deployments.map(newDeploymentWrite),
    ...auditWrites(lease, end, mutation),
  ]);

/**
 * Ends a running deployment and frees its environment, in one transaction without a read. If a pending deployment waits
 * for an approval, the environment must stay in DUE. The first try is then refused and returns the deadline for the
 * second one.
 * @returns false if the environment has another lease or none, or if the deployment does not run
 * @throws ConditionFailed with `idempotency`
 */
export const endDeployment = async (lease: LeaseKey, end: DeploymentEnd, mutation: Mutation): Promise<boolean> => {
  const write = (approvalDueAt: string | null): Promise<void> =>
    transact([
      completeWrite(lease.organizationId, lease.projectId, end.deploymentId, end.fields),
      slotWrite(lease, end, mutation, approvalDueAt),
      ...auditWrites(lease, end, mutation),
    ]);
  let approvalDueAt: string | null = null;
  // Another round is needed only if an approval began or ended meanwhile.
  for (;;) {
    try {
      await write(approvalDueAt);
      return true;
    } catch (error) {
      if (!(error instanceof ConditionFailed) || error.labels.has('idempotency')) throw error;
      const slot = conflictingItem(error.items.get(environmentLabel(lease.environmentId)));
      const held = (slot?.lease as { id?: unknown } | null | undefined)?.id === lease.leaseId;
      const storedDueAt = typeof slot?.approvalDueAt === 'string' ? slot.approvalDueAt : null;
      if (error.labels.has('deployment') || !held || storedDueAt === approvalDueAt) return false;
      approvalDueAt = storedDueAt;
    }
  }
};
