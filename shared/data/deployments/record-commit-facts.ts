import type { DeploymentId } from '#shared/contract/id.ts';
import { environmentLabel } from '#shared/data/items/environment-item.ts';
import { ifEqual } from '#shared/data/table/conditions.ts';
import { conflictingItem } from '#shared/data/table/conflicting-item.ts';
import { indexKeys, keys } from '#shared/data/table/keys.ts';
import { setFields } from '#shared/data/table/set-fields.ts';
import { ConditionFailed, transact, type Write } from '#shared/data/table/transact.ts';
import type { CommitFacts } from '#shared/domain/deployments/commit-facts.ts';
import type { LeaseKey, Renewal } from './leases.ts';

/** The facts in the deployment's item. Only a running deployment takes them. */
const factsWrite = (lease: LeaseKey, deployment: DeploymentId, facts: CommitFacts): Write => ({
  label: 'deployment',
  Update: {
    Key: keys.deployment(lease.organizationId, lease.projectId, deployment),
    ...setFields(facts, ifEqual('status', 'running'), { raisesVersion: true }),
  },
});

/** The lease with the commit of the slot: the environment shows it, so its version rises. */
const leaseWrite = (lease: LeaseKey, expiresAt: string, facts: CommitFacts, now: string, cancel: boolean): Write => {
  const due = indexKeys.due(expiresAt, lease.environmentId);
  const { commitSha } = facts;
  const sets = ['#lease.#expiresAt = :expiresAt', 'gsi1pk = :duePk', 'gsi1sk = :dueSk'];
  if (commitSha !== undefined) {
    sets.push('#running.commitSha = :commitSha', 'updatedAt = :now', '#version = #version + :one');
  }
  return {
    label: environmentLabel(lease.environmentId),
    Update: {
      Key: keys.environment(lease.organizationId, lease.projectId, lease.environmentId),
      UpdateExpression: `SET ${sets.join(', ')}`,
      ConditionExpression: `#lease.#id = :lease AND #lease.cancelledBy ${cancel ? '<>' : '='} :null`,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ExpressionAttributeNames: {
        '#lease': 'lease',
        '#expiresAt': 'expiresAt',
        '#id': 'id',
        ...(commitSha === undefined ? {} : { '#running': 'running', '#version': 'version' }),
      },
      ExpressionAttributeValues: {
        ':lease': lease.leaseId,
        ':expiresAt': expiresAt,
        ':duePk': due.gsi1pk,
        ':dueSk': due.gsi1sk,
        ':null': null,
        ...(commitSha === undefined ? {} : { ':commitSha': commitSha, ':now': now, ':one': 1 }),
      },
    },
  };
};

/**
 * Renews a lease and stores what its runner found in the commit, in one transaction. A transaction returns no values, so
 * whether a cancel was requested is a condition: only where one was, a second call is made.
 * @param facts at least one
 * @param expiresAt RFC 3339
 * @param now RFC 3339
 * @returns null if the environment has another lease or none
 */
export const recordCommitFacts = async (
  lease: LeaseKey & { readonly deploymentId: DeploymentId },
  facts: CommitFacts,
  expiresAt: string,
  now: string,
): Promise<Renewal | null> => {
  for (const cancel of [false, true]) {
    try {
      await transact([leaseWrite(lease, expiresAt, facts, now, cancel), factsWrite(lease, lease.deploymentId, facts)]);
      return { cancel };
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      const stored = conflictingItem(error.items.get(environmentLabel(lease.environmentId)))?.lease;
      if ((stored as { id?: unknown } | null | undefined)?.id !== lease.leaseId) return null;
    }
  }
  return null;
};
