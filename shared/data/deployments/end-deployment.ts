import type { DeploymentId } from '#shared/contract/id.ts';
import { type Mutation, mutationWrites } from '#shared/data/audit/mutation.ts';
import { environmentLabel } from '#shared/data/items/environment-item.ts';
import { conflictingItem } from '#shared/data/table/conflicting-item.ts';
import { indexKeys, keys } from '#shared/data/table/keys.ts';
import { ConditionFailed, transact, type Write } from '#shared/data/table/transact.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { SlotDeployment } from '#shared/domain/records/environment.ts';
import type { LeaseKey } from './leases.ts';

/** The end of a deployment, as its runner reported it. */
export type DeploymentEnd = {
  readonly deploymentId: DeploymentId;
  readonly fields: Pick<DeploymentRecord, 'status' | 'completedAt' | 'durationMs' | 'errorMessage' | 'changePlan'> &
    Partial<Pick<DeploymentRecord, 'statusReason' | 'commitSha'>>;
  /** The environment's new `current`; null to keep the present one. */
  readonly current: SlotDeployment | null;
};

const deploymentWrite = (lease: LeaseKey, { deploymentId, fields }: DeploymentEnd): Write => {
  const entries = Object.entries(fields);
  return {
    label: 'deployment',
    Update: {
      Key: keys.deployment(lease.organizationId, lease.projectId, deploymentId),
      UpdateExpression: `SET ${entries.map(([name]) => `#${name} = :${name}`).join(', ')}, #version = #version + :one`,
      ConditionExpression: '#status = :running',
      ExpressionAttributeNames: {
        ...Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
        '#version': 'version',
      },
      ExpressionAttributeValues: {
        ...Object.fromEntries(entries.map(([name, value]) => [`:${name}`, value])),
        ':running': 'running',
        ':one': 1,
      },
    },
  };
};

/** @param approvalDueAt the approval deadline of the pending deployment; null if it waits for none */
const slotWrite = (lease: LeaseKey, end: DeploymentEnd, now: string, approvalDueAt: string | null): Write => {
  const due = approvalDueAt === null ? null : indexKeys.due(approvalDueAt, lease.environmentId);
  const sets = ['#running = :null', '#lease = :null', 'updatedAt = :now', '#version = #version + :one'];
  if (end.current !== null) sets.push('#current = :current');
  if (due !== null) sets.push('gsi1pk = :duePk', 'gsi1sk = :dueSk');
  return {
    label: environmentLabel(lease.environmentId),
    Update: {
      Key: keys.environment(lease.organizationId, lease.projectId, lease.environmentId),
      UpdateExpression: `SET ${sets.join(', ')}${due === null ? ' REMOVE gsi1pk, gsi1sk' : ''}`,
      ConditionExpression: `#lease.#id = :lease AND ${due === null ? 'attribute_not_exists(approvalDueAt)' : 'approvalDueAt = :due'}`,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ExpressionAttributeNames: {
        '#running': 'running',
        '#lease': 'lease',
        '#id': 'id',
        '#version': 'version',
        ...(end.current === null ? {} : { '#current': 'current' }),
      },
      ExpressionAttributeValues: {
        ':null': null,
        ':now': now,
        ':one': 1,
        ':lease': lease.leaseId,
        ...(end.current === null ? {} : { ':current': end.current }),
        ...(due === null ? {} : { ':due': approvalDueAt, ':duePk': due.gsi1pk, ':dueSk': due.gsi1sk }),
      },
    },
  };
};

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
      deploymentWrite(lease, end),
      slotWrite(lease, end, mutation.now, approvalDueAt),
      ...mutationWrites(
        lease.organizationId,
        mutation,
        {
          action: `deployment.${end.fields.status}`,
          resourceId: end.deploymentId,
          projectId: lease.projectId,
          changes: { status: { from: 'running', to: end.fields.status } },
        },
        204,
      ),
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
