import type { DeploymentId } from '#shared/contract/id.ts';
import { environmentLabel } from '#shared/data/items/environment-item.ts';
import { ifEqual } from '#shared/data/table/conditions.ts';
import { conflictingItem } from '#shared/data/table/conflicting-item.ts';
import { indexKeys, keys } from '#shared/data/table/keys.ts';
import { setFields } from '#shared/data/table/set-fields.ts';
import { ConditionFailed, transact, type Write } from '#shared/data/table/transact.ts';
import { type Actor, changedBy, type LastChange } from '#shared/domain/actor.ts';
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
const leaseWrite = (
  lease: LeaseKey,
  expiresAt: string,
  facts: CommitFacts,
  change: LastChange,
  cancel: boolean,
): Write => {
  const due = indexKeys.due(expiresAt, lease.environmentId);
  const { commitSha } = facts;
  const sets = ['#lease.#expiresAt = :expiresAt', 'gsi1pk = :duePk', 'gsi1sk = :dueSk'];
  const shown = facts.commitMessage !== undefined || facts.commitAuthor !== undefined;
  if (shown) sets.push('#running.facts = :facts');
  if (commitSha !== undefined) {
    sets.push('#running.commitSha = :commitSha', '#version = #version + :one');
    sets.push(...Object.keys(change).map((name) => `${name} = :${name}`));
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
        ...(commitSha === undefined && !shown ? {} : { '#running': 'running' }),
        ...(commitSha === undefined ? {} : { '#version': 'version' }),
      },
      ExpressionAttributeValues: {
        ':lease': lease.leaseId,
        ':expiresAt': expiresAt,
        ':duePk': due.gsi1pk,
        ':dueSk': due.gsi1sk,
        ':null': null,
        ...(shown ? { ':facts': [facts.commitMessage ?? null, facts.commitAuthor ?? null] } : {}),
        ...(commitSha === undefined
          ? {}
          : {
              ':commitSha': commitSha,
              ':one': 1,
              ...Object.fromEntries(Object.entries(change).map(([name, value]) => [`:${name}`, value])),
            }),
      },
    },
  };
};

/**
 * Renews a lease and stores what its runner found in the commit, in one transaction. A transaction returns no values, so
 * whether a cancel was requested is a condition: only where one was, a second call is made.
 * @param facts at least one
 * @param expiresAt RFC 3339
 * @param by the principal of the runner
 * @param now RFC 3339
 * @returns null if the environment has another lease or none
 */
export const recordCommitFacts = async (
  lease: LeaseKey & { readonly deploymentId: DeploymentId },
  facts: CommitFacts,
  expiresAt: string,
  by: Actor,
  now: string,
): Promise<Renewal | null> => {
  const change = changedBy(by, now);
  for (const cancel of [false, true]) {
    try {
      await transact([
        leaseWrite(lease, expiresAt, facts, change, cancel),
        factsWrite(lease, lease.deploymentId, facts),
      ]);
      return { cancel };
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      const stored = conflictingItem(error.items.get(environmentLabel(lease.environmentId)))?.lease;
      if ((stored as { id?: unknown } | null | undefined)?.id !== lease.leaseId) return null;
    }
  }
  return null;
};
