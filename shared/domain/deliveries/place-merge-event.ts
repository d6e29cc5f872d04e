import { type PushPosition, queuedFor } from '#shared/domain/branch-order/branch-order.ts';
import {
  type KnownMerge,
  type MergeEvent,
  type MergeOrder,
  placeMerge,
  remembered,
} from '#shared/domain/branch-order/merge-order.ts';
import { placeMergeAgain } from '#shared/domain/branch-order/place-redelivery.ts';
import type { EventSource } from '#shared/domain/records/git-event.ts';

/** The place of a merge's event in its branch. */
export type PlacedMergeEvent = {
  readonly merges: readonly KnownMerge[];
  readonly position: PushPosition;
  /** Another merge that is to be queued; null for none. */
  readonly candidate: KnownMerge | null;
  readonly reconcile: boolean;
  /** Of a redelivery that is older: what the branch has moved on to, if that is known. */
  readonly movedTo?: string | null;
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

/** Places the event of a merge, wherever it comes from. Pure. Source: docs/design/branch-order.md, "Merges". */
export const placeMergeEvent = (order: MergeOrder, event: MergeEvent, source: EventSource): PlacedMergeEvent => {
  switch (source) {
    case 'reconcile':
      return placeFound(order, event);
    case 'redelivery':
      return { ...placeMergeAgain(order, event), candidate: null };
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
