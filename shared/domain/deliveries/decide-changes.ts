import type { Decision } from '#shared/contract/decision.ts';
import type { DeploymentSummary } from '#shared/contract/environment.ts';
import type { BranchHead } from '#shared/domain/branch-order/branch-head.ts';
import { shortCommit } from '#shared/domain/branch-order/branch-order.ts';
import { enqueueDeployment, overtakenReason, supersededReason } from '#shared/domain/deployments/deployment-slot.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { EventSource, GitEvent } from '#shared/domain/records/git-event.ts';
import { decideChange } from './decide-change.ts';
import type { DecisionState } from './evaluate-mappings.ts';

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
  readonly superseded: readonly { readonly pending: DeploymentSummary; readonly by: DeploymentRecord }[];
  /** The branches that changed, by their refs. */
  readonly heads: ReadonlyMap<string, BranchHead>;
  /** True if the order of the pushes is uncertain: compare the branch with the remote at once. */
  readonly reconcile: boolean;
};

/** Makes the deployment that a change causes. */
export type MakeDeployment = (environment: EnvironmentRecord, event: GitEvent) => DeploymentRecord | null;

/** The state, with what is known of each ref that the changes are about. */
export type StateWithHeads = DecisionState & { readonly heads: ReadonlyMap<string, BranchHead> };

/** The state while changes are applied one after the other. */
class AppliedChanges {
  readonly decisions: Decision[] = [];
  readonly superseded: { pending: DeploymentSummary; by: DeploymentRecord }[] = [];
  readonly made = new Map<string, DeploymentRecord>();
  readonly heads = new Map<string, BranchHead>();
  readonly #stored: StateWithHeads;
  readonly #present: Map<string, EnvironmentRecord>;
  readonly #now: string;
  reconcile = false;

  constructor(state: StateWithHeads, now: string) {
    this.#stored = state;
    this.#present = new Map(state.environments.map((environment) => [environment.id, environment]));
    this.#now = now;
  }

  get environments(): EnvironmentRecord[] {
    return [...this.#present.values()];
  }

  get changedEnvironments(): EnvironmentRecord[] {
    return this.environments.filter((environment) => !this.#stored.environments.includes(environment));
  }

  apply(event: GitEvent, make: MakeDeployment, source: EventSource): void {
    const ref = event.ref ?? '';
    const known = this.heads.get(ref) ?? this.#stored.heads.get(ref) ?? null;
    const ordered = decideChange({ ...this.#stored, environments: this.environments }, known, event, source);
    this.decisions.push(ordered.decision);
    this.reconcile ||= ordered.reconcile;
    const environment = this.environments.find((one) => one.id === ordered.decision.environmentId);
    const deployment = ordered.deployment === null || environment === undefined ? null : make(environment, event);
    if (ordered.head !== null) this.heads.set(ref, ordered.head);
    if (environment === undefined || deployment === null) return;
    if (ordered.deployment === 'superseded') {
      this.#end(deployment, overtakenReason(deployment), ordered.head?.queued?.deploymentId ?? null);
      return;
    }
    this.#queue(environment, deployment);
    if (ordered.head === null) return;
    const { pushedAt, committedAt } = event;
    const queued = { commit: shortCommit(event.after), pushedAt, committedAt };
    this.heads.set(ref, {
      ...ordered.head,
      queued: { ...queued, environmentId: environment.id, deploymentId: deployment.id },
    });
  }

  #queue(before: EnvironmentRecord, deployment: DeploymentRecord): void {
    const slot = enqueueDeployment(before, deployment, this.#now);
    const stored = this.#stored.environments.find((one) => one.id === before.id);
    this.#present.set(before.id, { ...slot.environment, version: (stored?.version ?? 0) + 1 });
    const earlier = slot.superseded === null ? undefined : this.made.get(slot.superseded.id);
    if (earlier !== undefined) this.#end(earlier, supersededReason(deployment), deployment.id);
    else if (slot.superseded !== null) this.superseded.push({ pending: slot.superseded, by: deployment });
    this.made.set(deployment.id, deployment);
  }

  #end(deployment: DeploymentRecord, reason: string, by: DeploymentRecord['supersededBy']): void {
    this.made.set(deployment.id, {
      ...deployment,
      status: 'superseded',
      statusReason: reason,
      supersededBy: by,
      waitsFor: [],
      approvalUntil: null,
      completedAt: this.#now,
    });
  }
}

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
  };
};
