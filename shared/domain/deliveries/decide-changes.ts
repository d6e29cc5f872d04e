import type { Decision } from '#shared/contract/decision.ts';
import type { DeploymentId } from '#shared/contract/id.ts';
import type { BranchHead } from '#shared/domain/branch-order/branch-head.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { EventSource, GitEvent } from '#shared/domain/records/git-event.ts';
import { AppliedChanges, type MakeDeployment, type StateWithHeads } from './applied-changes.ts';

/** Everything that one delivery writes, in one transaction. */
export type DecidedChanges = {
  /** One per change, in their order. */
  readonly decisions: readonly Decision[];
  /**
   * In the order of the changes. A deployment that a newer one replaced or overtook already has the status
   * `superseded`.
   */
  readonly deployments: readonly DeploymentRecord[];
  /** The environments whose slot changed, each with its version raised once. */
  readonly environments: readonly EnvironmentRecord[];
  /** Deployments that were pending before, each with the deployment that replaces it. */
  readonly superseded: readonly { readonly pending: DeploymentRecord; readonly by: DeploymentRecord }[];
  /** The branches that changed, by their refs. */
  readonly heads: ReadonlyMap<string, BranchHead>;
  /** True if the order of the pushes is uncertain: compare the branch with the remote at once. */
  readonly reconcile: boolean;
  /** The refs whose files are to be compared, before their changes are decided. */
  readonly comparing: ReadonlySet<string>;
  /** Earlier deployments whose records were needed but not passed: read them and decide again. */
  readonly missing: readonly DeploymentId[];
};

/**
 * Decides several changes in sequence. Each one is decided on the state that the earlier ones left: one Bitbucket
 * delivery can hold many changes, also of branches that deploy the same environment. Pure.
 * Source: docs/design/deciding-a-push.md, "Several changes in one delivery".
 * @param now RFC 3339
 */
export const decideChanges = (
  state: StateWithHeads,
  changes: readonly GitEvent[],
  make: MakeDeployment,
  now: string,
  source: EventSource = 'delivery',
): DecidedChanges => {
  const applied = new AppliedChanges(state, now);
  for (const change of changes) applied.apply(change, make, source);
  return {
    decisions: applied.decisions,
    deployments: [...applied.made.values()],
    environments: applied.changedEnvironments,
    superseded: applied.superseded,
    heads: applied.heads,
    reconcile: applied.reconcile,
    comparing: applied.comparing,
    missing: [...applied.missing],
  };
};
