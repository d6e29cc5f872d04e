import type { BranchOrder } from './branch-order.ts';
import { type OrderedPush, type Placed, placePush, shortCommit, tipOf } from './branch-order.ts';

/**
 * Places a delivery that somebody has asked for again: that its edge is known makes it no duplicate, but it deploys
 * only while its commit is the newest that was seen. Pure.
 * Source: docs/design/branch-order.md, "Redelivery".
 */
export const placeRedelivery = (order: BranchOrder, push: OrderedPush): Placed => {
  const isKnown = order.edges.some(
    (edge) => edge.before === shortCommit(push.before) && edge.after === shortCommit(push.after),
  );
  const { edges, reconcile } = isKnown ? { edges: order.edges, reconcile: false } : placePush(order, push);
  if (!push.wants) return { edges, standing: 'unordered', reconcile };
  const tip = tipOf({ ...order, edges });
  return { edges, standing: tip === null || tip === shortCommit(push.after) ? 'newest' : 'older', reconcile };
};
