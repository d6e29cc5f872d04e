import {
  type BranchOrder,
  byPushTime,
  commitsAfter,
  isEarlier,
  lastSeen,
  newestSeen,
  noCommit,
  type OrderedPush,
  type Placed,
  type PushPosition,
  placePush,
  queuedFor,
  shortCommit,
} from './branch-order.ts';
import { compareMerges, type MergePlace } from './compare-merges.ts';
import { type KnownMerge, type MergeEvent, type MergeOrder, newestOf, placeMerge, queuedPlace } from './merge-order.ts';

/** What the branch has moved on to, where something is older; null otherwise. */
type MovedOn = { readonly movedTo: string | null };

/** Whether the pushes that were seen connect a commit with what was queued last. */
const isConnected = ({ edges, queued }: BranchOrder, commit: string): boolean =>
  queued === null ||
  queued.commit === commit ||
  commitsAfter(edges, queued.commit).includes(commit) ||
  commitsAfter(edges, commit).includes(queued.commit) ||
  edges.some((edge) => edge.after === commit && edge.past);

/**
 * Finds the place of a push that a person runs again. A known edge does not make it a duplicate. It deploys only if its
 * commit is the newest known one. After a gap, times decide as for a first delivery. Pure.
 * Source: docs/design/branch-order.md, "Redelivery".
 */
export const placeRedelivery = (order: BranchOrder, push: OrderedPush): Placed & MovedOn => {
  const [before, after] = [shortCommit(push.before), shortCommit(push.after)];
  // The comparison with the remote does not tell what was before.
  const isKnown = order.edges.some((one) => one.after === after && (one.before === before || before === noCommit));
  const { edges, reconcile } = isKnown ? { edges: order.edges, reconcile: false } : placePush(order, push);
  if (!push.wants) return { edges, position: 'unordered', reconcile, movedTo: null };
  const seen = { ...order, edges };
  const tip = newestSeen(seen);
  if (tip === null || tip === after) return { edges, position: 'newest', reconcile, movedTo: null };
  if (isConnected(seen, after)) return { edges, position: 'older', reconcile, movedTo: tip };
  const last = lastSeen(edges);
  if (last !== after) return { edges, position: 'older', reconcile: true, movedTo: last };
  const queued = queuedFor(seen, push.environmentId);
  const byTime = byPushTime(push, queued);
  const isNewer = byTime === null ? isEarlier(queued?.committedAt ?? null, push.committedAt) : byTime === 'newest';
  return { edges, position: isNewer ? 'newest' : 'older', reconcile: true, movedTo: isNewer ? null : tip };
};

/** The place of a merge that a person runs again. */
export type PlacedMergeAgain = MovedOn & {
  readonly merges: readonly KnownMerge[];
  readonly position: PushPosition;
  readonly reconcile: boolean;
};

/** The newest merge that was seen, whatever it deployed. @param own counts as the newest if nothing was queued */
const newestSeenMerge = (order: MergeOrder, { environmentId }: MergeEvent, own: MergePlace): MergePlace => {
  const { edges, merges, queued } = order;
  const seen: readonly MergePlace[] = [
    ...merges.filter(({ dropped }) => !dropped),
    ...(queued === null ? [] : [{ commit: queued.commit, mergedAt: queued.pushedAt }]),
  ];
  const from = queuedPlace(order, environmentId) ?? own;
  return newestOf(seen, from, (one, other) => compareMerges(edges, one, other) > 0) ?? from;
};

/**
 * Finds the place of a merge that a person runs again. A remembered merge is no duplicate here, even if it has deployed
 * nothing. It deploys only if it is the newest merge that was seen. Pure.
 * Source: docs/design/branch-order.md, "Redelivery".
 */
export const placeMergeAgain = (order: MergeOrder, event: MergeEvent): PlacedMergeAgain => {
  const { merges, position } = placeMerge(order, event);
  if (position === 'unordered') return { merges, position, reconcile: false, movedTo: null };
  const own = merges.find(({ commit }) => commit === event.commit) ?? event;
  const hasLeft = 'dropped' in own && own.dropped;
  const newest = newestSeenMerge({ ...order, merges }, event, own);
  if (newest.commit === event.commit && !hasLeft)
    return { merges, position: 'newest', reconcile: false, movedTo: null };
  const isUnknown = !hasLeft && compareMerges(order.edges, own, newest) === 0;
  const movedTo = newest.commit === event.commit ? null : newest.commit;
  return { merges, position: 'older', reconcile: isUnknown, movedTo };
};
