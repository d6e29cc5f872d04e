import type { MappingId } from '#shared/contract/id.ts';
import type { BranchOrder } from './branch-order.ts';

/** Pushes in a row that left a mapping's paths alone: from the environment's newest commit to the last of them. */
export type Untouched = {
  readonly from: string;
  readonly to: string;
  readonly mappingId: MappingId;
  /** The mapping's version at that time: with other paths, the same files may matter. */
  readonly mappingVersion: number;
};

/** All that is kept of a branch or tag that a mapping matches. */
export type BranchHead = BranchOrder & {
  readonly untouched: Untouched | null;
  /** The commit that is known to be no confirmed merge, so that a provider's API is not asked for it again. */
  readonly unconfirmed: string | null;
};

/** A branch of which nothing was seen yet. */
export const unseenHead: BranchHead = { edges: [], queued: null, untouched: null, unconfirmed: null };
