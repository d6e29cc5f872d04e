import type { BranchHead } from '#shared/domain/branch-order/branch-head.ts';
import {
  noCommit,
  type OrderedPush,
  type PushPosition,
  placePush,
  type QueuedHead,
  shortCommit,
} from '#shared/domain/branch-order/branch-order.ts';
import {
  type KnownMerge,
  type MergeOrder,
  newestMerge,
  returnedMerges,
} from '#shared/domain/branch-order/merge-order.ts';
import { placeRedelivery } from '#shared/domain/branch-order/place-redelivery.ts';
import { placeRemoteHead } from '#shared/domain/branch-order/place-remote-head.ts';
import type { EventSource, GitEvent } from '#shared/domain/records/git-event.ts';
import { placeMergeEvent } from './place-merge-event.ts';

/** The place of a change in its branch. */
export type PlacedChange = Pick<BranchHead, 'edges' | 'merges'> & {
  readonly position: PushPosition;
  /** An earlier merge that this change shows to be the newest; null for none. */
  readonly candidate: KnownMerge | null;
  /** True if the order is uncertain: compare the branch with the remote at once. */
  readonly reconcile: boolean;
  /** Of a redelivery that is older: what the branch has moved on to, if that is known. */
  readonly movedTo?: string | null;
};

/** What was compared is the newest push that is to deploy: a newer one would have taken its mark. Its edge is known. */
const placeCompared = ({ edges }: MergeOrder, push: OrderedPush) => {
  const after = shortCommit(push.after);
  const known = edges.findLast((edge) => !edge.past && edge.after === after);
  const marked = edges.map((edge) => (edge === known ? { ...edge, wanted: push.wants } : edge));
  return { edges: marked, position: push.wants ? ('newest' as const) : ('unordered' as const), reconcile: false };
};

const placeOf = (head: MergeOrder, push: OrderedPush, source: EventSource) => {
  switch (source) {
    case 'reconcile':
      return placeRemoteHead(head, push);
    case 'redelivery':
      return placeRedelivery(head, push);
    case 'comparison':
      return placeCompared(head, push);
    case 'delivery':
      return placePush(head, push);
  }
};

/** Whether a push may not continue from the commit before it. */
export const goesBack = (event: GitEvent, source: EventSource): boolean =>
  source === 'reconcile' ||
  event.kind === 'delete' ||
  event.forced ||
  (event.commits?.length === 0 && shortCommit(event.before) !== noCommit);

/**
 * Finds the place of a change in its branch: a push or a deletion by its edge, a merge among the merges. Pure.
 * Source: docs/design/branch-order.md, "Placing a push", "Merges".
 */
export const placeChange = (
  head: MergeOrder,
  event: GitEvent,
  push: OrderedPush,
  source: EventSource,
): PlacedChange => {
  const { commits, environmentId, wants } = push;
  const deploysOnMerge = commits !== null && environmentId !== null;
  const { edges, merges } = head;
  if (event.kind === 'merge') {
    // If the ref deploys on push, the push of this merge decides.
    if (!deploysOnMerge) return { edges, merges, position: 'unordered', candidate: null, reconcile: false };
    const merge = { commit: shortCommit(push.after), mergedAt: push.pushedAt, environmentId, wants };
    return { ...placeMergeEvent(head, merge, source), edges };
  }
  const placed = placeOf(head, push, source);
  if (!deploysOnMerge) return { ...placed, merges, candidate: null };
  const edge = { before: shortCommit(push.before), after: shortCommit(push.after), listed: commits.map(shortCommit) };
  const returned = returnedMerges(merges, edge);
  const candidate = newestMerge({ edges: placed.edges, merges: returned, queued: head.queued }, environmentId);
  return { ...placed, merges: returned, candidate };
};

/** The branch head with a newly queued deployment. If that deploys a merge, the merge remembers it. */
export const withQueued = (head: BranchHead, queued: QueuedHead | null): BranchHead => ({
  ...head,
  queued,
  merges: withDeployment(head.merges, queued),
});

/** The merges after one of them has got a deployment. */
export const withDeployment = (
  merges: readonly KnownMerge[],
  made: Pick<QueuedHead, 'commit' | 'environmentId' | 'deploymentId'> | null,
): readonly KnownMerge[] =>
  merges.map((one) =>
    one.commit === made?.commit && one.environmentId === made.environmentId
      ? { ...one, deploymentId: made.deploymentId }
      : one,
  );
