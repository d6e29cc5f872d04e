import {
  type BranchOrder,
  type OrderedPush,
  type Placed,
  queuedFor,
  type Standing,
  shortCommit,
  walk,
} from './branch-order.ts';

/**
 * Places the merge of a pull request among those of its branch. It tells no commit before it and records no edge: the
 * provider's merged time decides, and where two are the same, the chain of the pushes. Pure.
 * Source: docs/design/branch-order.md, "Merges".
 * @param merge its `pushedAt` is the merged time
 */
export const placeMerge = (order: BranchOrder, merge: OrderedPush): Placed => {
  const placed = (standing: Standing, reconcile = false): Placed => ({ edges: order.edges, standing, reconcile });
  const after = shortCommit(merge.after);
  const queued = queuedFor(order, merge.environmentId);
  if (!merge.wants) return placed('unordered');
  if (queued === null) return placed('newest');
  if (after === queued.commit) return placed('duplicate');
  const apart =
    merge.pushedAt === null || queued.pushedAt === null ? 0 : Date.parse(merge.pushedAt) - Date.parse(queued.pushedAt);
  if (apart !== 0) return placed(apart > 0 ? 'newest' : 'older');
  if (walk(order.edges, queued.commit).includes(after)) return placed('newest');
  return walk(order.edges, after).includes(queued.commit) ? placed('older') : placed('newest', true);
};
