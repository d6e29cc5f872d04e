import type { Decision, TraceRule } from '#shared/contract/decision.ts';
import { type BranchHead, type Untouched, unseenHead } from '#shared/domain/branch-order/branch-head.ts';
import {
  type OrderedPush,
  type Placed,
  placePush,
  type QueuedHead,
  shortCommit,
  tipOf,
} from '#shared/domain/branch-order/branch-order.ts';
import { placeMerge } from '#shared/domain/branch-order/place-merge.ts';
import { placeRedelivery } from '#shared/domain/branch-order/place-redelivery.ts';
import { placeRemoteHead } from '#shared/domain/branch-order/place-remote-head.ts';
import type { EventSource, GitEvent } from '#shared/domain/records/git-event.ts';
import { parseRef } from '#shared/domain/ref.ts';
import { type DecisionState, decide } from './decide.ts';
import { deploys } from './deploys.ts';
import { newestDeployment } from './judge-mapping.ts';

/** What an event comes to within its branch. */
export type Ordered = {
  readonly decision: Decision;
  /** The branch with this event; null where no mapping matches: nothing is kept of such a ref. */
  readonly head: BranchHead | null;
  /** `queue` a deployment, only record a `superseded` one, or none. */
  readonly deployment: 'queue' | 'superseded' | null;
  /** The remote has to be asked at once. */
  readonly reconcile: boolean;
};

const ruled = (decision: Decision, outcome: Decision['outcome'], rule: TraceRule, reason: string): Decision => ({
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
    // Asked for again, the newest merge is deployed again, where it does not stand there already.
    return source === 'redelivery' && placed.standing === 'duplicate' ? { ...placed, standing: 'newest' } : placed;
  }
  return source === 'redelivery' ? placeRedelivery(head, push) : placePush(head, push);
};

const seven = (commit: string | null): string => commit?.slice(0, 7) ?? 'a deletion';

/** The pushes in a row that left the paths alone, with this one. */
const untouchedWith = (
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

/** What was queued last for the branch, where its newest commit stands in the environment already. */
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

/** A direct push that only the comparison with the remote has found, on a branch that deploys on merge. */
const holdUnconfirmed = (decision: Decision, name: string, event: GitEvent): Decision =>
  ruled(
    decision,
    'hold',
    'head_not_confirmed',
    `${name} moved to ${seven(event.after)} and no delivery told of it; no merged pull request is known for it, and ${name} deploys on merge. Deploy it by hand if it shall be deployed.`,
  );

/**
 * Decides what an event deploys, and whether it is the newest of its branch. Pure; the one engine for deliveries,
 * redeliveries, simulations and the comparison with the remote.
 * Source: docs/design/deciding-a-push.md, "Judging a mapping"; docs/design/branch-order.md, "Placing a push".
 * @param known what was seen of the event's ref; null for nothing
 */
export const decideInOrder = (
  state: DecisionState,
  known: BranchHead | null,
  event: GitEvent,
  source: EventSource = 'delivery',
): Ordered => {
  const head = known ?? unseenHead;
  const decision = decide(state, event, head.untouched);
  const ref = event.ref === null ? null : parseRef(event.ref);
  const alone: Ordered = { decision, head: null, deployment: null, reconcile: false };
  if (ref === null || decision.mappingId === null) return alone;
  const isDeploying = deploys(decision.outcome);
  // A described push may name no commit: then nothing but its being the next one is known of its order.
  if (event.after === null && event.kind !== 'delete') return { ...alone, deployment: isDeploying ? 'queue' : null };

  const isDeployed = ruleOf(decision) === 'already_deployed';
  const push: OrderedPush = {
    // Gitea tells of a deletion without the commit that was deleted.
    before: event.before ?? (event.kind === 'delete' ? tipOf(head) : null),
    after: event.after,
    pushedAt: event.pushedAt,
    committedAt: event.committedAt,
    environmentId: decision.environmentId,
    wants: isDeploying || isDeployed,
    skipped: event.skipMarker !== null,
  };
  const placed = place(head, event, push, source);
  const after: BranchHead = { ...head, edges: placed.edges, untouched: untouchedWith(state, head, decision, event) };
  const ordered = { ...alone, head: after, reconcile: placed.reconcile };
  switch (placed.standing) {
    case 'unordered': {
      if (source !== 'reconcile' || ruleOf(decision) !== 'waits_for_merge') return ordered;
      // Just found, the provider may not know the merge yet: it is asked once more.
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
      const reason = `${seven(event.after)} was pushed to ${ref.name} before and is decided: nothing is deployed twice.`;
      return { ...ordered, decision: isDeployed ? decision : ruled(decision, 'duplicate', 'already_deployed', reason) };
    }
    case 'older': {
      if (isDeployed) return ordered;
      const newest = source === 'redelivery' ? tipOf(after) : (after.queued?.commit ?? null);
      const reason = `${ref.name} has moved on to ${seven(newest)}: ${seven(event.after)} is older and is not deployed over it. Deploy it by hand if it shall be.`;
      const stale = ruled(decision, 'stale', 'older_than_head', reason);
      // A merge that was found late is decided: the provider's API is not asked for it again.
      const decided = source === 'reconcile' ? { ...after, unconfirmed: shortCommit(event.after) } : after;
      return { ...ordered, decision: stale, head: decided, deployment: source === 'redelivery' ? null : 'superseded' };
    }
  }
};
