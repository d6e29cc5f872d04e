import {
  type BranchOrder,
  endOf,
  noCommit,
  type OrderedPush,
  type Placed,
  placePush,
  queuedFor,
  shortCommit,
  tipOf,
} from './branch-order.ts';

/**
 * Places the head that a remote has now among what deliveries told of its branch. What was seen needs nothing, unless
 * it was to be deployed and an older commit was queued instead; any other head was lost on its way and follows what was
 * seen last. Pure.
 * Source: docs/design/branch-order.md, "Comparing with the remote".
 * @param head its `before` is not looked at
 */
export const placeRemoteHead = (order: BranchOrder, head: OrderedPush): Placed => {
  const { edges } = order;
  const queued = queuedFor(order, head.environmentId);
  const tip = tipOf({ edges, queued });
  const commit = shortCommit(head.after);
  if (commit !== tip) {
    const before = tip ?? noCommit;
    // The branch came back: what is known of this step from earlier on is no duplicate.
    const rest = edges.filter((edge) => !(edge.before === before && edge.after === commit));
    // A commit that a delivery said to skip is not deployed wherever the branch comes back to it.
    const skipped = edges.some((edge) => edge.after === commit && edge.skipped);
    const wants = head.wants && !skipped;
    return placePush({ edges: rest, queued }, { ...head, before, pushedAt: null, committedAt: null, wants, skipped });
  }
  const isOverdue =
    queued !== null &&
    endOf({ edges, queued }) !== queued.commit &&
    edges.findLast((edge) => !edge.past && edge.after === commit)?.wanted === true;
  return { edges, standing: isOverdue && head.wants ? 'newest' : 'unordered', reconcile: false };
};
