import type { DeploymentId } from '#shared/contract/id.ts';
import { type Actor, changedBy } from '#shared/domain/actor.ts';
import type { BranchHead } from '#shared/domain/branch-order/branch-head.ts';
import { dropMerge } from '#shared/domain/branch-order/merge-order.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { AppliedChanges, type MakeDeployment } from './applied-changes.ts';

/** The state in which a deployment's commit was found to have left its branch. */
export type LeftBranch = {
  readonly project: ProjectRecord;
  /** The environment, in which nothing runs any more. */
  readonly environment: EnvironmentRecord;
  readonly ref: string;
  readonly head: BranchHead;
  /** The deployments of the remembered merges. */
  readonly records: ReadonlyMap<DeploymentId, DeploymentRecord>;
};

/** Whether a deployment has started and its commit was in the branch. A runner ends the others as superseded. */
const hasRun = ({ startedAt, status }: DeploymentRecord): boolean => startedAt !== null && status !== 'superseded';

/**
 * Marks the merge of a deployment whose commit left the branch, and queues the newest other merge if nothing is pending.
 * Pure.
 * Source: docs/design/branch-order.md, "Commits that left the branch".
 * @param by the principal of the runner; null if the comparison with the remote found it
 * @param now RFC 3339
 */
export const leaveBranch = (
  { project, environment, ref, head, records }: LeftBranch,
  deploymentId: DeploymentId,
  make: MakeDeployment,
  by: Actor | null,
  now: string,
): {
  readonly environment: EnvironmentRecord;
  readonly head: BranchHead;
  readonly deployments: readonly DeploymentRecord[];
} => {
  const started = new Set(
    [...records.values()].filter((one) => one.id !== deploymentId && hasRun(one)).map(({ id }) => id),
  );
  const { merges, queued, queue } = dropMerge(head, deploymentId, environment.pending === null, started);
  const dropped = { ...head, merges, queued };
  const applied = new AppliedChanges({ project, environments: [environment], heads: new Map(), records }, now);
  applied.heads.set(ref, dropped);
  if (queue !== null) applied.queueAgain(ref, queue, make);
  const [changed] = applied.changedEnvironments;
  return {
    environment: changed ?? { ...environment, ...changedBy(by, now), version: environment.version + 1 },
    head: applied.heads.get(ref) ?? dropped,
    deployments: [...applied.made.values()],
  };
};
