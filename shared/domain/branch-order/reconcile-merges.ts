import type { EnvironmentId } from '#shared/contract/id.ts';
import { type Edge, queuedFor } from './branch-order.ts';
import { compareMerges, type MergePlace, mergedApart, nearMs } from './compare-merges.ts';
import type { KnownMerge, MergeOrder } from './merge-order.ts';

/** What a provider's API reports about a branch. */
export type BranchFacts = {
  /** Merges that no delivery reported. */
  readonly found: readonly KnownMerge[];
  /** Whether a commit has another one in its history; null where that cannot be asked. */
  readonly holds: ((commit: string, other: string) => Promise<boolean>) | null;
};

const timeOf = ({ mergedAt }: MergePlace): number =>
  mergedAt === null ? Number.NEGATIVE_INFINITY : Date.parse(mergedAt);

/** The merge that is a commit's own, or the nearest one behind it by the reported pushes. */
const mergeBehind = (edges: readonly Edge[], merges: readonly KnownMerge[], head: string): KnownMerge | undefined => {
  const mergeOf = (commit: string): KnownMerge | undefined => merges.find((one) => one.commit === commit);
  const seen = new Set<string>();
  for (let at: string | undefined = head; at !== undefined && !seen.has(at); ) {
    const commit: string = at;
    seen.add(commit);
    const own = mergeOf(commit);
    if (own !== undefined) return own;
    const edge: Edge | undefined =
      edges.findLast((one) => !one.back && one.after === commit) ??
      edges.findLast((one) => one.listed.includes(commit));
    if (edge === undefined) return undefined;
    const place = edge.listed.indexOf(commit);
    const before = place < 0 ? edge.listed : edge.listed.slice(0, place);
    const within = before.findLast((one) => mergeOf(one) !== undefined);
    if (within !== undefined) return mergeOf(within);
    at = edge.before;
  }
  return undefined;
};

/** The newest of the merges that a head holds: times that are clearly apart decide, otherwise the history is asked. */
const newestHeld = async (
  merges: readonly KnownMerge[],
  from: MergePlace | null,
  head: string,
  holds: NonNullable<BranchFacts['holds']>,
): Promise<MergePlace | null> => {
  const isNewer = async (merge: KnownMerge, best: MergePlace | null): Promise<boolean> => {
    if (best === null) return true;
    const apart = mergedApart(merge, best);
    return Math.abs(apart) > nearMs ? apart > 0 : holds(merge.commit, best.commit);
  };
  let best = from;
  // The newest times first, so that little is asked. Each pass asks for what was not asked before.
  const sorted = merges.toSorted((one, other) => timeOf(other) - timeOf(one) || 0);
  for (const _ of sorted) {
    let next: KnownMerge | undefined;
    for (const merge of sorted) {
      if (merge.commit === best?.commit || !(await isNewer(merge, best)) || !(await holds(head, merge.commit)))
        continue;
      next = merge;
      break;
    }
    if (next === undefined) break;
    best = next;
  }
  return best;
};

/** The newest merge by what deliveries reported. If that is unknown: the head's own, or the nearest behind it. */
const newestTold = (
  edges: readonly Edge[],
  merges: readonly KnownMerge[],
  from: MergePlace | null,
  head: string,
): MergePlace | null => {
  let best = from;
  const timed = merges.filter(({ mergedAt, dropped }) => mergedAt !== null && !dropped);
  for (const _ of timed) {
    const present = best;
    const newer = timed.find(
      (one) => one.commit !== present?.commit && (present === null || compareMerges(edges, one, present) > 0),
    );
    if (newer === undefined) break;
    best = newer;
  }
  const own = mergeBehind(edges, merges, head);
  if (own === undefined || own.commit === best?.commit) return best;
  return best === null || compareMerges(edges, own, best) >= 0 ? own : best;
};

/**
 * The merge that a branch should have deployed, according to its remote and its provider now. Source:
 * docs/design/branch-order.md, "Comparing merges with the remote".
 * @param head the remote's, by 12 digits
 * @returns null if that is the merge that was queued last; its time is never earlier than that of the queued one
 */
export const newestInBranch = async (
  order: MergeOrder,
  environmentId: EnvironmentId,
  head: string,
  { found, holds }: BranchFacts,
): Promise<KnownMerge | null> => {
  const queued = queuedFor(order, environmentId);
  const from = queued === null ? null : { commit: queued.commit, mergedAt: queued.pushedAt };
  const known = order.merges.filter((one) => one.deploymentId !== null && one.environmentId === environmentId);
  const merges = [...known, ...found];
  const best =
    holds === null ? newestTold(order.edges, merges, from, head) : await newestHeld(merges, from, head, holds);
  const newest = merges.find(({ commit }) => commit === best?.commit);
  if (best === null || newest === undefined || best.commit === queued?.commit) return null;
  const isEarlier = from !== null && from.mergedAt !== null && best.mergedAt !== null && timeOf(best) < timeOf(from);
  return { ...newest, mergedAt: isEarlier ? from.mergedAt : best.mergedAt, dropped: false };
};
