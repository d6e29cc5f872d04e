import { type PushPosition, queuedFor } from '#shared/domain/branch-order/branch-order.ts';
import {
  type KnownMerge,
  type MergeEvent,
  type MergeOrder,
  newestMerge,
  placeMerge,
  remembered,
} from '#shared/domain/branch-order/merge-order.ts';
import type { EventSource } from '#shared/domain/records/git-event.ts';

/** Where the event of a merge stands. */
export type PlacedMergeEvent = {
  readonly merges: readonly KnownMerge[];
  readonly position: PushPosition;
  /** Another merge that is to be queued; null for none. */
  readonly candidate: KnownMerge | null;
  readonly reconcile: boolean;
};

/** What reconcile has found to be the newest: it asked the remote, and the branch has not changed since. */
const placeFound = (order: MergeOrder, { commit, mergedAt, environmentId, wants }: MergeEvent): PlacedMergeEvent => {
  const queued = queuedFor(order, environmentId);
  if (wants && queued?.commit === commit) {
    return { merges: order.merges, position: 'duplicate', candidate: null, reconcile: false };
  }
  const known = order.merges.find((one) => one.commit === commit && one.environmentId === environmentId) ?? null;
  const entry: KnownMerge =
    known === null
      ? { commit, mergedAt, environmentId, deploymentId: null, dropped: false, found: true }
      : { ...known, mergedAt, dropped: false };
  const merges = remembered([...order.merges.filter((one) => one.commit !== commit), entry], commit);
  // One that deploys nothing is remembered too: it is not asked about again.
  return { merges, position: wants ? 'newest' : 'unordered', candidate: null, reconcile: false };
};

/** What somebody asks for again: it deploys while it is the newest, also where it was queued before. */
const placeAgain = (order: MergeOrder, event: MergeEvent): PlacedMergeEvent => {
  const placed = placeMerge(order, event);
  const { merges, queue, reconcile } = placed;
  if (placed.position !== 'duplicate') return { merges, position: placed.position, candidate: null, reconcile };
  const isNewest =
    queue === null
      ? queuedFor(order, event.environmentId)?.commit === event.commit
      : newestMerge({ ...order, merges }, event.environmentId)?.commit === event.commit;
  return { merges, position: isNewest ? 'newest' : 'older', candidate: null, reconcile };
};

/** Places the event of a merge, wherever it comes from. Pure. Source: docs/design/branch-order.md, "Merges". */
export const placeMergeEvent = (order: MergeOrder, event: MergeEvent, source: EventSource): PlacedMergeEvent => {
  switch (source) {
    case 'reconcile':
      return placeFound(order, event);
    case 'redelivery':
      return placeAgain(order, event);
    case 'comparison':
      return {
        merges: order.merges,
        position: event.wants ? 'newest' : 'unordered',
        candidate: null,
        reconcile: false,
      };
    case 'delivery': {
      const { merges, position, queue, reconcile } = placeMerge(order, event);
      return { merges, position, candidate: position === 'newest' ? null : queue, reconcile };
    }
  }
};
