import {
  newestAfterQueued,
  newestSeen,
  noCommit,
  type OrderedPush,
  type Placed,
  placePush,
  queuedFor,
  shortCommit,
} from './branch-order.ts';
import { isTold, type MergeOrder } from './merge-order.ts';

/**
 * Finds the place of the remote's present head in its branch. A known head needs nothing, unless it should deploy and
 * an older commit was queued instead. An unknown head is a lost push: it follows the newest known commit. Pure.
 * Source: docs/design/branch-order.md, "Comparing with the remote".
 * @param head its `before` is ignored
 */
export const placeRemoteHead = (order: MergeOrder, head: OrderedPush): Placed => {
  const { edges } = order;
  const queued = queuedFor(order, head.environmentId);
  const tip = newestSeen({ edges, queued });
  const commit = shortCommit(head.after);
  // On a branch that deploys on merge, the queued commit need not be the end of a push.
  const isKnown = head.commits === null ? commit === tip : isTold(order, commit);
  if (!isKnown) {
    const before = tip ?? noCommit;
    // The branch returned to an earlier commit, so a known edge does not make it a duplicate.
    const rest = edges.filter((edge) => !(edge.before === before && edge.after === commit));
    // A commit with a skip marker stays skipped when the branch returns to it.
    const skipped = edges.some((edge) => edge.after === commit && edge.skipped);
    const wants = head.wants && !skipped;
    return placePush({ edges: rest, queued }, { ...head, before, pushedAt: null, committedAt: null, wants, skipped });
  }
  const isOverdue =
    head.commits === null &&
    queued !== null &&
    newestAfterQueued({ edges, queued }) !== queued.commit &&
    edges.findLast((edge) => !edge.past && edge.after === commit)?.wanted === true;
  return { edges, position: isOverdue && head.wants ? 'newest' : 'unordered', reconcile: false };
};
