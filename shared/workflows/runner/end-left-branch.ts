import type { DeploymentId } from '#shared/contract/id.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import { readDeployments } from '#shared/data/deployments/deployments.ts';
import { type DeploymentEnd, endDeployment, endLeftDeployment } from '#shared/data/deployments/end-deployment.ts';
import { readForOneBranch } from '#shared/data/projects/read-project.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { leaveBranch } from '#shared/domain/deliveries/leave-branch.ts';
import { summaryOf } from '#shared/domain/deployments/deployment-slot.ts';
import type { EnvironmentRecord, SlotDeployment } from '#shared/domain/records/environment.ts';
import type { LeaseGrant } from '#shared/secrets/lease-token.ts';
import { copyAt } from '#shared/workflows/deployments/copy-deployment.ts';

/** The running deployment as its end leaves it. */
const endedOf = ({ running, lastDeployment }: EnvironmentRecord, { fields }: DeploymentEnd): SlotDeployment | null =>
  running === null ? lastDeployment : summaryOf({ ...running, ...fields });

/**
 * Ends a deployment whose commit its runner did not find in the branch any more. If the commit is a remembered merge, the
 * branch is judged again, all in one transaction.
 * Source: docs/design/branch-order.md, "Commits that left the branch".
 * @returns false if the environment has another lease or none, or if the deployment does not run
 * @throws ConditionFailed with `idempotency`; Problem `service_unavailable` if others were faster every time
 */
export const endLeftBranch = (grant: LeaseGrant, end: DeploymentEnd, mutation: Mutation): Promise<boolean> =>
  retryOnVersionConflict(async () => {
    const { organizationId, projectId, environmentId, branch } = grant;
    const ref = `refs/heads/${branch}`;
    const found = branch === null ? null : await readForOneBranch(organizationId, projectId, ref, mutation.now);
    const head = found?.heads.get(ref);
    const before = found?.environments.find(({ id }) => id === environmentId);
    const isMerge = head?.merges.some(({ deploymentId }) => deploymentId === end.deploymentId) === true;
    if (found === null || head === undefined || before === undefined || !isMerge)
      return endDeployment(grant, end, mutation);
    if (before.lease?.id !== grant.leaseId) return false;
    const ids = head.merges.flatMap(({ deploymentId }): DeploymentId[] =>
      deploymentId === null ? [] : [deploymentId],
    );
    const records = await readDeployments(organizationId, projectId, ids);
    const left = leaveBranch(
      {
        project: found.project,
        environment: { ...before, running: null, lease: null, lastDeployment: endedOf(before, end) },
        ref,
        head,
        records,
      },
      end.deploymentId,
      copyAt(mutation.now),
      mutation.principal,
      mutation.now,
    );
    const next = { ...head, ...left.head, seenAt: mutation.now, version: head.version + 1 };
    await endLeftDeployment(
      grant,
      end,
      { before, after: left.environment, head: next, deployments: left.deployments },
      mutation,
    );
    return true;
  });
