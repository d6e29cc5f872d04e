import type { DeploymentId } from '#shared/contract/id.ts';
import { readDeployments } from '#shared/data/deployments/deployments.ts';
import { dropPending } from '#shared/data/deployments/drop-pending.ts';
import { readForOneBranch } from '#shared/data/projects/read-project.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { leaveBranch } from '#shared/domain/deliveries/leave-branch.ts';
import type { RemoteHead } from '#shared/domain/reconcile/remote-heads.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { copyAt } from '#shared/workflows/deployments/copy-deployment.ts';

/**
 * Ends the pending deployment of a merge that its branch does not hold any more, as a runner would, and queues the newest
 * merge that takes its place. Nothing happens if a delivery knew more meanwhile.
 * Source: docs/design/branch-order.md, "Comparing merges with the remote".
 * @param remote the branch, as it was read before the provider was asked
 * @param now RFC 3339
 * @throws Problem `service_unavailable` if other writes were faster every time
 */
export const dropLeftMerge = (
  { organizationId, projectId, connectionId }: RepositoryRecord,
  { ref, head: asked, commit }: RemoteHead,
  now: string,
): Promise<void> =>
  retryOnVersionConflict(async () => {
    const found = await readForOneBranch(organizationId, projectId, ref, now);
    const head = found?.heads.get(ref);
    if (found?.repository?.connectionId !== connectionId || head === undefined || head.version !== asked?.version)
      return;
    const id = head.queued?.deploymentId;
    const before = found.environments.find(({ pending }) => pending !== null && pending.id === id);
    if (before === undefined || before.pending === null || id === undefined) return;
    const ids = head.merges.flatMap(({ deploymentId }): DeploymentId[] =>
      deploymentId === null ? [] : [deploymentId],
    );
    const records = await readDeployments(organizationId, projectId, ids);
    const state = { project: found.project, environment: { ...before, pending: null }, ref, head, records };
    const left = leaveBranch(state, id, copyAt(now), null, now);
    const next = { ...head, ...left.head, seenAt: now, version: head.version + 1 };
    const { environment: after, deployments } = left;
    const { branch, commitSha } = before.pending;
    const reason = `${branch} does not hold ${commitSha?.slice(0, 7)} any more: it is at ${commit.slice(0, 7)}.`;
    await dropPending({ pending: before.pending, before, after, head: next, deployments }, reason, now);
  });
