import type { Decision } from '#shared/contract/decision.ts';
import type { DeploymentId } from '#shared/contract/id.ts';
import type { BranchHead } from '#shared/domain/branch-order/branch-head.ts';
import { shortCommit } from '#shared/domain/branch-order/branch-order.ts';
import type { KnownMerge } from '#shared/domain/branch-order/merge-order.ts';
import { enqueueDeployment, overtakenReason, supersededReason } from '#shared/domain/deployments/deployment-slot.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import { type EventSource, emptyEvent, type GitEvent } from '#shared/domain/records/git-event.ts';
import { causesDeployment } from './causes-deployment.ts';
import { notCompared } from './compared-files.ts';
import { type DecidedChange, decideChange, ruleOf, withRule } from './decide-change.ts';
import { newestDeployment } from './evaluate-mapping.ts';
import { type DecisionState, evaluateMappings } from './evaluate-mappings.ts';
import { withDeployment, withQueued } from './place-change.ts';

/** Makes the deployment that a change causes. @param copied the earlier deployment of the same merge; null for none */
export type MakeDeployment = (
  environment: EnvironmentRecord,
  event: GitEvent,
  copied: DeploymentRecord | null,
) => DeploymentRecord | null;

/** The state, with what is known of each ref that the changes are about. */
export type StateWithHeads = DecisionState & {
  readonly heads: ReadonlyMap<string, BranchHead>;
  /** The deployments of remembered merges that were read; null for one that does not exist. */
  readonly records?: ReadonlyMap<DeploymentId, DeploymentRecord | null>;
};

/** The event of a merge, from the record of its deployment. */
const mergeEventOf = (ref: string, { mergedAt }: KnownMerge, record: DeploymentRecord): GitEvent => ({
  ...emptyEvent,
  kind: 'merge',
  ref,
  after: record.commitSha,
  pushedAt: mergedAt,
  message: record.commitMessage,
  author: record.commitAuthor,
});

/** The state while changes are applied one after the other. */
export class AppliedChanges {
  readonly decisions: Decision[] = [];
  readonly superseded: { pending: DeploymentRecord; by: DeploymentRecord }[] = [];
  readonly made = new Map<string, DeploymentRecord>();
  readonly heads = new Map<string, BranchHead>();
  readonly missing = new Set<DeploymentId>();
  /** The refs of the changes whose files are to be compared. */
  readonly comparing = new Set<string>();
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
    this.reconcile ||= ordered.reconcile;
    if (ordered.compares) this.comparing.add(ref);
    if (ordered.head !== null) this.heads.set(ref, ordered.head);
    const queued = ordered.candidate === null ? null : this.queueAgain(ref, ordered.candidate, make);
    const { decision } = ordered;
    // The change keeps its rule. Its reason also names the merge that it queued.
    const reason = `${decision.reason} It shows that ${queued?.commit.slice(0, 7)} was merged last: that one is queued.`;
    this.decisions.push(queued === null ? decision : withRule(decision, decision.outcome, null, reason));
    this.#deploy(ref, event, ordered, make);
  }

  /** Queues or records the deployment of the change itself. */
  #deploy(ref: string, event: GitEvent, { decision, deployment: effect }: DecidedChange, make: MakeDeployment): void {
    const environment = this.environments.find((one) => one.id === decision.environmentId);
    if (effect === null || environment === undefined) return;
    const head = this.heads.get(ref);
    const { pushedAt, committedAt } = event;
    const place = { commit: shortCommit(event.after), pushedAt, committedAt, environmentId: environment.id };
    const known = event.kind === 'merge' ? head?.merges.find(({ commit }) => commit === place.commit) : undefined;
    const deployment = make(environment, event, known === undefined ? null : this.#recordOf(known));
    if (deployment === null) return;
    const made = { ...place, deploymentId: deployment.id };
    if (effect === 'superseded') this.#end(deployment, overtakenReason(deployment), head?.queued?.deploymentId ?? null);
    else this.#queue(environment, deployment);
    if (head === undefined) return;
    // A merge keeps the id of a superseded record too: a later delivery may show that it is the newest.
    const merges = event.kind === 'merge' ? withDeployment(head.merges, made) : head.merges;
    this.heads.set(ref, { ...head, merges, queued: effect === 'queue' ? made : head.queued });
  }

  /** Queues an earlier merge that is the newest now, decided as if its event came now. @returns null if it deploys nothing */
  queueAgain(ref: string, candidate: KnownMerge, make: MakeDeployment): KnownMerge | null {
    const head = this.heads.get(ref);
    const record = this.#recordOf(candidate);
    if (head === undefined || record === null) return null;
    const event = mergeEventOf(ref, candidate, record);
    const state = { ...this.#stored, environments: this.environments, compared: notCompared };
    const decision = evaluateMappings(state, event);
    const environment = this.environments.find((one) => one.id === decision.environmentId);
    if (environment === undefined || environment.id !== candidate.environmentId) return null;
    const deployment = causesDeployment(decision.outcome) ? make(environment, event, record) : null;
    const newest = ruleOf(decision) === 'already_deployed' ? newestDeployment(environment) : deployment;
    if (newest === null) return null;
    if (deployment !== null) this.#queue(environment, deployment);
    const { commit, mergedAt, environmentId } = candidate;
    const queued = { commit, pushedAt: mergedAt, committedAt: null, environmentId, deploymentId: newest.id };
    this.heads.set(ref, withQueued(head, queued));
    return deployment === null ? null : candidate;
  }

  /** The record of a merge's deployment; null if it has none, or if the record was not read. */
  #recordOf({ deploymentId }: KnownMerge): DeploymentRecord | null {
    if (deploymentId === null) return null;
    const record = this.made.get(deploymentId) ?? this.#stored.records?.get(deploymentId);
    if (record === undefined) this.missing.add(deploymentId);
    return record ?? null;
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
