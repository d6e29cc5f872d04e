import type { BranchOrder } from './branch-order.ts';
import { newestSeen, type OrderedPush, type Placed, placePush, shortCommit } from './branch-order.ts';

/**
 * Finds the place of a delivery that a person runs again. A known edge does not make it a duplicate. It deploys only if
 * its commit is the newest known one. Pure.
 * Source: docs/design/branch-order.md, "Redelivery".
 */
export const placeRedelivery = (order: BranchOrder, push: OrderedPush): Placed => {
  const isKnown = order.edges.some(
    (edge) => edge.before === shortCommit(push.before) && edge.after === shortCommit(push.after),
  );
  const { edges, reconcile } = isKnown ? { edges: order.edges, reconcile: false } : placePush(order, push);
  if (!push.wants) return { edges, position: 'unordered', reconcile };
  const tip = newestSeen({ ...order, edges });
  return { edges, position: tip === null || tip === shortCommit(push.after) ? 'newest' : 'older', reconcile };
};
