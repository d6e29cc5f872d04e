import type { DeliveryId, MappingId } from '#shared/contract/id.ts';
import type { QueuedHead, QueuedPlace } from './branch-order.ts';
import type { MergeOrder } from './merge-order.ts';

/**
 * A run of pushes that changed none of a mapping's paths. It starts at the environment's newest commit and ends at the
 * last of these pushes.
 */
export type Untouched = {
  readonly from: string;
  readonly to: string;
  readonly mappingId: MappingId;
  /** The version of the mapping at that time. If its paths change, the run no longer counts. */
  readonly mappingVersion: number;
};

/** A push that is decided as soon as the provider has said which files it changed. */
export type ComparedPush = QueuedPlace & {
  /** Its delivery; null while that is being decided. */
  readonly deliveryId: DeliveryId | null;
};

/** What is stored about a branch or tag that a mapping matches. */
export type BranchHead = MergeOrder & {
  readonly queued: QueuedHead | null;
  readonly untouched: Untouched | null;
  /** A commit that the provider's API did not confirm as a merge. It is not asked about again. */
  readonly unconfirmed: string | null;
  /** The newest push that is to deploy, whose files are being compared first; null for none. */
  readonly comparing: ComparedPush | null;
};

/** A branch that is not known yet. */
export const unseenHead: BranchHead = {
  edges: [],
  merges: [],
  queued: null,
  untouched: null,
  unconfirmed: null,
  comparing: null,
};
