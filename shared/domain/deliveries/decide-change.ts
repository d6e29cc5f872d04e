import type { Decision, TraceRule } from '#shared/contract/decision.ts';
import { type BranchHead, type Untouched, unseenHead } from '#shared/domain/branch-order/branch-head.ts';
import {
  newestSeen,
  type OrderedPush,
  type Placed,
  placePush,
  type QueuedHead,
  shortCommit,
} from '#shared/domain/branch-order/branch-order.ts';
import { placeMerge } from '#shared/domain/branch-order/place-merge.ts';
import { placeRedelivery } from '#shared/domain/branch-order/place-redelivery.ts';
import { placeRemoteHead } from '#shared/domain/branch-order/place-remote-head.ts';
import type { EventSource, GitEvent } from '#shared/domain/records/git-event.ts';
import { parseRef } from '#shared/domain/ref.ts';
import { causesDeployment } from './causes-deployment.ts';
import { newestDeployment } from './evaluate-mapping.ts';
import { type DecisionState, evaluateMappings } from './evaluate-mappings.ts';

/** The decision of one change, with its place in the branch. */
export type DecidedChange = {
  readonly decision: Decision;
  /** The branch head with this change; null if no mapping matches, since nothing is stored for such a ref. */
  readonly head: BranchHead | null;
  /** `queue`: queue a deployment. `superseded`: only record one. Null: no deployment. */
  readonly deployment: 'queue' | 'superseded' | null;
  /** Compare the branch with the remote at once. */
  readonly reconcile: boolean;
};

const withRule = (decision: Decision, outcome: Decision['outcome'], rule: TraceRule, reason: string): Decision => ({
  ...decision,
  outcome,
  reason,
  trace: decision.trace.map((entry) =>
    entry.mappingId === decision.mappingId ? { ...entry, rule, detail: reason } : entry,
  ),
});

const ruleOf = (decision: Decision): TraceRule | undefined =>
  decision.trace.find((entry) => entry.mappingId === decision.mappingId)?.rule;

const place = (head: BranchHead, event: GitEvent, push: OrderedPush, source: EventSource): Placed => {
  if (source === 'reconcile') {
    const seen = placeRemoteHead(head, push);
    return event.kind === 'merge' ? placeMerge({ ...head, edges: seen.edges }, push) : seen;
  }
  if (event.kind === 'merge') {
    const placed = placeMerge(head, push);
    // A redelivery of the newest merge deploys it again, unless it is deployed already.
    return source === 'redelivery' && placed.position === 'duplicate' ? { ...placed, position: 'newest' } : placed;
  }
  return source === 'redelivery' ? placeRedelivery(head, push) : placePush(head, push);
};

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
  const unordered: DecidedChange = { decision, head: null, deployment: null, reconcile: false };
  if (ref === null || decision.mappingId === null) return unordered;
  const isDeploying = causesDeployment(decision.outcome);
  // A simulated push may name no commit. It then counts as the next push of its branch.
  if (event.after === null && event.kind !== 'delete')
    return { ...unordered, deployment: isDeploying ? 'queue' : null };

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
  };
  const placed = place(head, event, push, source);
  const after: BranchHead = { ...head, edges: placed.edges, untouched: nextUntouched(state, head, decision, event) };
  const ordered = { ...unordered, head: after, reconcile: placed.reconcile };
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
        ? { ...ordered, head: { ...after, queued: alreadyQueued(state, decision, event) ?? after.queued } }
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
      const newest = source === 'redelivery' ? newestSeen(after) : (after.queued?.commit ?? null);
      const reason = `${ref.name} has moved on to ${shortId(newest)}: ${shortId(event.after)} is older and is not deployed. To deploy it, start a deployment by hand.`;
      const stale = withRule(decision, 'stale', 'older_than_head', reason);
      // This merge is decided now. The provider's API is not asked about it again.
      const decided = source === 'reconcile' ? { ...after, unconfirmed: shortCommit(event.after) } : after;
      return { ...ordered, decision: stale, head: decided, deployment: source === 'redelivery' ? null : 'superseded' };
    }
  }
};
