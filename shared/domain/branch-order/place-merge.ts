import {
  type BranchOrder,
  commitsAfter,
  type OrderedPush,
  type Placed,
  type PushPosition,
  queuedFor,
  shortCommit,
} from './branch-order.ts';

/**
 * Finds the place of a merged pull request in its branch. A merge event names no previous commit and adds no edge. The
 * provider's merge time decides; if two are equal, the chain of pushes does. Pure.
 * Source: docs/design/branch-order.md, "Merges".
 * @param merge its `pushedAt` is the merge time
 */
export const placeMerge = (order: BranchOrder, merge: OrderedPush): Placed => {
  const placed = (position: PushPosition, reconcile = false): Placed => ({ edges: order.edges, position, reconcile });
  const after = shortCommit(merge.after);
  const queued = queuedFor(order, merge.environmentId);
  if (!merge.wants) return placed('unordered');
  if (queued === null) return placed('newest');
  if (after === queued.commit) return placed('duplicate');
  const apart =
    merge.pushedAt === null || queued.pushedAt === null ? 0 : Date.parse(merge.pushedAt) - Date.parse(queued.pushedAt);
  if (apart !== 0) return placed(apart > 0 ? 'newest' : 'older');
  if (commitsAfter(order.edges, queued.commit).includes(after)) return placed('newest');
  return commitsAfter(order.edges, after).includes(queued.commit) ? placed('older') : placed('newest', true);
};
