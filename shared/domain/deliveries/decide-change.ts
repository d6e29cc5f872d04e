import type { Decision, TraceRule } from '#shared/contract/decision.ts';
import {
  type BranchHead,
  type ComparedPush,
  type Untouched,
  unseenHead,
} from '#shared/domain/branch-order/branch-head.ts';
import {
  newestSeen,
  type OrderedPush,
  type QueuedHead,
  shortCommit,
} from '#shared/domain/branch-order/branch-order.ts';
import type { KnownMerge, MergeOrder } from '#shared/domain/branch-order/merge-order.ts';
import type { EventSource, GitEvent } from '#shared/domain/records/git-event.ts';
import { parseRef } from '#shared/domain/ref.ts';
import { causesDeployment } from './causes-deployment.ts';
import { newestDeployment } from './evaluate-mapping.ts';
import { type DecisionState, evaluateMappings } from './evaluate-mappings.ts';
import { goesBack, placeChange, withQueued } from './place-change.ts';

/** The decision of one change, with its place in the branch. */
export type DecidedChange = {
  readonly decision: Decision;
  /** The branch head with this change; null if no mapping matches, since nothing is stored for such a ref. */
  readonly head: BranchHead | null;
  /** `queue`: queue a deployment. `superseded`: only record one. Null: no deployment. */
  readonly deployment: 'queue' | 'superseded' | null;
  /** An earlier merge that this change shows to be the newest. It is queued, whatever the change itself deploys. */
  readonly candidate: KnownMerge | null;
  /** Compare the branch with the remote at once. */
  readonly reconcile: boolean;
  /** Ask the provider which files changed, and decide again. */
  readonly compares: boolean;
};

/** The decision with another reason and, if one is given, another rule for its mapping. */
export const withRule = (
  decision: Decision,
  outcome: Decision['outcome'],
  rule: TraceRule | null,
  reason: string,
): Decision => ({
  ...decision,
  outcome,
  reason,
  trace: decision.trace.map((entry) =>
    entry.mappingId === decision.mappingId ? { ...entry, rule: rule ?? entry.rule, detail: reason } : entry,
  ),
});

/** The rule of the mapping that decided. */
export const ruleOf = (decision: Decision): TraceRule | undefined =>
  decision.trace.find((entry) => entry.mappingId === decision.mappingId)?.rule;

const deploysOnMerge = (state: DecisionState, { mappingId }: Decision): boolean =>
  state.project.branchMappings.find(({ id }) => id === mappingId)?.trigger === 'merge';

const shortId = (commit: string | null): string => commit?.slice(0, 7) ?? 'a deletion';

/** The run of pushes without a watched path, this push included. */
const nextUntouched = (
  state: DecisionState,
  head: BranchHead,
  decision: Decision,
  event: GitEvent,
): Untouched | null => {
  if (ruleOf(decision) !== 'paths_unchanged') return head.untouched;
  const environment = state.environments.find((one) => one.id === decision.environmentId);
  const mapping = state.project.branchMappings.find((one) => one.id === decision.mappingId);
  const from = environment === undefined ? null : (newestDeployment(environment)?.commitSha ?? null);
  if (from === null || mapping === undefined) return null;
  const to = shortCommit(event.after);
  return { from: shortCommit(from), to, mappingId: mapping.id, mappingVersion: mapping.version };
};

/** The queued head for a commit that is already the environment's newest deployment. */
const alreadyQueued = (state: DecisionState, decision: Decision, event: GitEvent): QueuedHead | null => {
  const environment = state.environments.find((one) => one.id === decision.environmentId);
  const newest = environment === undefined ? null : newestDeployment(environment);
  if (environment === undefined || newest === null) return null;
  const { pushedAt, committedAt } = event;
  return {
    commit: shortCommit(event.after),
    pushedAt,
    committedAt,
    environmentId: environment.id,
    deploymentId: newest.id,
  };
};

/** The newest push of a branch, until its files are known. Its delivery is added when that has an id. */
const comparedPush = ({ environmentId }: Decision, { after, pushedAt, committedAt }: GitEvent): ComparedPush | null =>
  environmentId === null
    ? null
    : { commit: shortCommit(after), pushedAt, committedAt, environmentId, deliveryId: null };

/** Holds a direct push that only the reconciliation found, on a branch that deploys on merge. */
const holdUnconfirmed = (decision: Decision, name: string, event: GitEvent): Decision =>
  withRule(
    decision,
    'hold',
    'head_not_confirmed',
    `${name} moved to ${shortId(event.after)} without a delivery. No merged pull request is known for this commit, and ${name} deploys on merge. To deploy it, start a deployment by hand.`,
  );

/**
 * Decides what a change deploys, and whether it is the newest of its branch. Pure. Deliveries, redeliveries,
 * simulations and reconciliations all use this function.
 * Source: docs/design/deciding-a-push.md, "Judging a mapping"; docs/design/branch-order.md, "Placing a push".
 * @param known the branch head of the change's ref; null if none is stored
 */
export const decideChange = (
  state: DecisionState,
  known: BranchHead | null,
  event: GitEvent,
  source: EventSource = 'delivery',
): DecidedChange => {
  const head = known ?? unseenHead;
  const decision = evaluateMappings(state, event, head.untouched);
  const ref = event.ref === null ? null : parseRef(event.ref);
  const unordered: DecidedChange = {
    decision,
    head: null,
    deployment: null,
    candidate: null,
    reconcile: false,
    compares: false,
  };
  if (ref === null || decision.mappingId === null) return unordered;
  const isDeploying = causesDeployment(decision.outcome);
  // A simulated push may name no commit. It then counts as the next push of its branch.
  if (event.after === null && event.kind !== 'delete')
    return { ...unordered, deployment: isDeploying ? 'queue' : null };
  const waits = ruleOf(decision) === 'waits_for_comparison';

  const isDeployed = ruleOf(decision) === 'already_deployed';
  const push: OrderedPush = {
    // Gitea sends a deletion without the deleted commit.
    before: event.before ?? (event.kind === 'delete' ? newestSeen(head) : null),
    after: event.after,
    pushedAt: event.pushedAt,
    committedAt: event.committedAt,
    environmentId: decision.environmentId,
    wants: isDeploying || isDeployed,
    skipped: event.skipMarker !== null,
    back: goesBack(event, source),
    commits: deploysOnMerge(state, decision) ? (event.commits ?? []) : null,
  };
  // What is being compared will be queued, as far as is known: pushes are placed beside it.
  const order: MergeOrder =
    source === 'comparison' || head.comparing === null ? head : { ...head, queued: head.comparing };
  const wanting = placeChange(order, event, push, source);
  // Until its files are known, the newest push counts as one that deploys nothing.
  const compares = waits && wanting.position === 'newest';
  const placed = compares ? placeChange(order, event, { ...push, wants: false }, source) : wanting;
  const { edges, merges, candidate, reconcile } = placed;
  const untouched = nextUntouched(state, head, decision, event);
  // If the order of the merges is uncertain, the provider's API is asked about the head once more.
  const unconfirmed = reconcile && event.kind === 'merge' ? null : head.unconfirmed;
  const isOver = source === 'comparison' || placed.position === 'newest';
  const comparing = compares ? comparedPush(decision, event) : isOver ? null : head.comparing;
  const after: BranchHead = { ...head, edges, merges, untouched, unconfirmed, comparing };
  const ordered = { ...unordered, head: after, candidate, reconcile, compares };
  if (compares) return ordered;
  switch (placed.position) {
    case 'unordered': {
      if (source !== 'reconcile' || ruleOf(decision) !== 'waits_for_merge') return ordered;
      // The provider may not know a recent merge yet, so a new head is asked about once more.
      const isLost = placed.edges !== head.edges;
      return isLost
        ? { ...ordered, decision: holdUnconfirmed(decision, ref.name, event) }
        : { ...ordered, head: { ...after, unconfirmed: shortCommit(event.after) } };
    }
    case 'newest':
      return isDeployed
        ? { ...ordered, head: withQueued(after, alreadyQueued(state, decision, event) ?? after.queued) }
        : { ...ordered, deployment: 'queue' };
    case 'duplicate': {
      const reason = `${shortId(event.after)} was pushed to ${ref.name} before. Nothing is deployed twice.`;
      return {
        ...ordered,
        decision: isDeployed ? decision : withRule(decision, 'duplicate', 'already_deployed', reason),
      };
    }
    case 'older': {
      if (isDeployed) return ordered;
      const newest = candidate?.commit ?? (source === 'redelivery' ? placed.movedTo : after.queued?.commit) ?? null;
      const commit = shortId(event.after);
      const why =
        newest === null
          ? `${ref.name} does not hold ${commit} any more`
          : `${ref.name} has moved on to ${shortId(newest)}: ${commit} is older and is not deployed`;
      const reason = `${why}. To deploy it, start a deployment by hand.`;
      const stale = withRule(decision, 'stale', 'older_than_head', reason);
      return { ...ordered, decision: stale, deployment: source === 'redelivery' ? null : 'superseded' };
    }
  }
};
