import type { DeploymentId } from '#shared/contract/id.ts';
import { newestSeen, noCommit, placePush, type QueuedHead } from '#shared/domain/branch-order/branch-order.ts';
import {
  dropMerge,
  type KnownMerge,
  type MergeOrder,
  newestMerge,
  placeMerge,
  remembered,
  returnedMerges,
} from '#shared/domain/branch-order/merge-order.ts';
import { type BranchFacts, newestInBranch } from '#shared/domain/branch-order/reconcile-merges.ts';
import { environmentId } from '#test/fixtures/records.ts';
import { seeded } from '#test/fixtures/shuffled.ts';
import {
  type MergeDelivery,
  type MergeHistory,
  type MergeScenario,
  mergeArrivals,
  mergeHistory,
  type Operation,
} from './merge-history.ts';

/** How the remote is compared: not at all, without a credential, or with one. */
export type Comparison = 'none' | 'without credential' | 'with credential';

/** What a run came to. */
export type MergeOutcome = {
  readonly wrong: boolean;
  readonly steppedBack: boolean;
  readonly queuedTwice: boolean;
  /** The comparison took a head for missing that a delivery told of. */
  readonly falseAlarm: boolean;
  /** It did not notice a head that no delivery told of. */
  readonly missedAlarm: boolean;
};

const environment = environmentId();
const timeOf = (seconds: number): string => new Date(seconds * 1000).toISOString();
const idOf = (number: number): DeploymentId => `dep_${String(number).padStart(26, '0')}` as DeploymentId;

type Pending = { readonly id: DeploymentId; readonly commit: string };
type Status = 'pending' | 'superseded' | 'ran' | 'dropped';

/** A branch with its rule, its environment and a runner that checks whether a commit is in the branch. */
class Branch {
  order: MergeOrder & { readonly queued: QueuedHead | null } = { edges: [], merges: [], queued: null };
  steppedBack = false;
  queuedTwice = false;
  current: string | null = null;
  readonly #history: MergeHistory;
  readonly #statuses = new Map<DeploymentId, Status>();
  readonly #queued = new Map<DeploymentId, { readonly commit: string; readonly order: number }>();
  readonly #lost = new Set<string>();
  #pending: Pending | null = null;
  #ids = 0;
  /** How far the branch has really gone: deliveries tell of what has happened. */
  #operation = -1;

  constructor(history: MergeHistory) {
    this.#history = history;
  }

  get head(): string | null {
    return this.#history.operations[this.#operation]?.after ?? null;
  }

  /** The place of a commit's last merge by now. */
  orderOf(commit: string): number {
    const { merged } = this.#history;
    const own = merged.filter((one) => one.commit === commit);
    return (own.findLast((one) => one.operation <= this.#operation) ?? own[0])?.order ?? -1;
  }

  goOn(place: number): void {
    this.#operation = Math.max(this.#operation, place);
  }

  push({ before, after, commits, forced }: Operation, list: number): void {
    const isEmpty = commits.length === 0 && before !== null;
    const placed = placePush(this.order, {
      before,
      after,
      pushedAt: null,
      committedAt: null,
      environmentId: environment,
      wants: false,
      skipped: false,
      back: after === null || forced || isEmpty,
      commits: commits.slice(-list),
    });
    const listed = commits.slice(-list).filter((one) => one !== after);
    const edge = { before: before ?? noCommit, after: after ?? noCommit, listed };
    this.order = { ...this.order, edges: placed.edges, merges: returnedMerges(this.order.merges, edge) };
    this.#queueNewest(newestMerge(this.order, environment));
  }

  merge({ commit, at }: NonNullable<MergeDelivery['merge']>): void {
    const event = { commit, mergedAt: timeOf(at), environmentId: environment, wants: true };
    const placed = placeMerge(this.order, event);
    this.order = { ...this.order, merges: placed.merges };
    if (placed.position === 'older') this.#remember(commit, this.#newId('superseded'));
    this.#queueNewest(placed.queue);
  }

  /** Starts what is pending; what the branch does not hold is dropped. */
  run(): void {
    for (let rounds = 0; rounds < 20 && this.#pending !== null; rounds += 1) {
      const { id, commit } = this.#pending;
      this.#pending = null;
      const isThere = this.#holds(this.head, commit);
      this.#statuses.set(id, isThere ? 'ran' : 'dropped');
      if (isThere) this.current = commit;
      else this.#drop(id);
    }
  }

  /** @returns whether the head counts as one of which no delivery told */
  async compare(comparison: Comparison): Promise<boolean> {
    const { head } = this;
    if (head === null || comparison === 'none') return false;
    const { edges, merges, queued } = this.order;
    const isTold =
      edges.some(({ after }) => after === head) ||
      merges.some(({ commit }) => commit === head) ||
      queued?.commit === head;
    if (!isTold) {
      const push = { before: newestSeen(this.order), after: head, pushedAt: null, committedAt: null };
      const placed = placePush(this.order, {
        ...push,
        environmentId: environment,
        wants: false,
        skipped: false,
        back: true,
        commits: [],
      });
      this.order = { ...this.order, edges: placed.edges };
      this.#lost.add(head);
    }
    const asks = comparison === 'with credential';
    const isGone =
      this.#pending !== null && queued?.deploymentId === this.#pending.id && !this.#holds(head, queued.commit);
    if (asks && isGone && this.#pending !== null) {
      const { id } = this.#pending;
      this.#pending = null;
      this.#statuses.set(id, 'dropped');
      this.#drop(id);
    }
    const newest = await newestInBranch(
      this.order,
      environment,
      head,
      asks ? this.#facts() : { found: [], holds: null },
    );
    if (newest !== null) {
      const others = this.order.merges.filter(({ commit }) => commit !== newest.commit);
      this.order = { ...this.order, merges: remembered([...others, newest], newest.commit) };
      this.#queueNewest(newest);
    }
    return !isTold;
  }

  isKnownLost(commit: string): boolean {
    return this.#lost.has(commit);
  }

  #facts(): BranchFacts {
    const known = new Set([...this.order.merges.map(({ commit }) => commit), this.order.queued?.commit]);
    const told = this.#history.merged.filter(({ operation }) => operation <= this.#operation).slice(-50);
    return {
      found: told
        .filter(({ commit }) => !known.has(commit))
        .map(({ commit, at }) => ({
          commit,
          mergedAt: timeOf(at),
          environmentId: environment,
          deploymentId: null,
          dropped: false,
          found: true,
        })),
      holds: async (commit, other) => this.#holds(commit, other),
    };
  }

  #holds(commit: string | null, other: string): boolean {
    return this.#history.ancestors(commit).has(other);
  }

  #newId(status: Status): DeploymentId {
    this.#ids += 1;
    this.#statuses.set(idOf(this.#ids), status);
    return idOf(this.#ids);
  }

  #remember(commit: string, deploymentId: DeploymentId): void {
    const merges = this.order.merges.map((one) => (one.commit === commit ? { ...one, deploymentId } : one));
    this.order = { ...this.order, merges };
  }

  #drop(id: DeploymentId): void {
    const started = new Set([...this.#statuses].filter(([, status]) => status === 'ran').map(([one]) => one));
    const { merges, queued, queue } = dropMerge(this.order, id, this.#pending === null, started);
    this.order = { ...this.order, merges, queued };
    this.#queueNewest(queue);
  }

  #queueNewest(merge: KnownMerge | null): void {
    if (merge === null) return;
    const { commit } = merge;
    const order = this.orderOf(commit);
    for (const [other, one] of this.#queued) {
      const counts = this.#holds(this.head, one.commit) || this.#statuses.get(other) === 'ran';
      this.steppedBack ||= one.order > order && counts;
      const isAgain = one.commit === commit && one.order === order;
      const wasEnded = ['superseded', 'dropped'].includes(this.#statuses.get(other) ?? '');
      this.queuedTwice ||= isAgain && !wasEnded;
    }
    if (this.#pending !== null) this.#statuses.set(this.#pending.id, 'superseded');
    const id = this.#newId('pending');
    this.#pending = { id, commit };
    this.#queued.set(id, { commit, order });
    this.#remember(commit, id);
    const queued = {
      commit,
      pushedAt: merge.mergedAt,
      committedAt: null,
      environmentId: environment,
      deploymentId: id,
    };
    this.order = { ...this.order, queued };
  }
}

/** Runs one branch through the rule, with a runner that starts what is pending now and then. */
export const simulateMerges = async (
  scenario: MergeScenario,
  seed: number,
  comparison: Comparison,
): Promise<MergeOutcome> => {
  const random = seeded(seed * 7919 + 13);
  const history = mergeHistory(scenario, random);
  const { operations, merged, ancestors } = history;
  const deliveries = mergeArrivals(operations, scenario, random);
  const branch = new Branch(history);
  for (const { place, operation, merge } of deliveries) {
    branch.goOn(place);
    if (merge === null) branch.push(operation, scenario.list ?? 1000);
    else branch.merge(merge);
    if (random() < 0.3) branch.run();
    if (comparison !== 'none' && random() < 0.1) await branch.compare(comparison);
  }
  branch.goOn(operations.length - 1);
  branch.run();
  const isLost = await branch.compare(comparison);
  branch.run();

  const { head, current } = branch;
  const isTold = deliveries.some(({ operation, merge }) => (merge === null ? operation.after : merge.commit) === head);
  const right = merged.findLast(({ commit }) => ancestors(head).has(commit));
  // A forced push deploys nothing: what ran before it, and is newer, stays.
  const isLeft = current !== null && !ancestors(head).has(current) && branch.orderOf(current) > (right?.order ?? -1);
  return {
    wrong: head !== null && right !== undefined && current !== right.commit && !isLeft,
    steppedBack: branch.steppedBack,
    queuedTwice: branch.queuedTwice,
    falseAlarm: isLost && isTold,
    missedAlarm: comparison !== 'none' && head !== null && !isTold && !branch.isKnownLost(head),
  };
};
