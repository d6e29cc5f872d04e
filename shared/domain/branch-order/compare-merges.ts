import { type Edge, noCommit } from './branch-order.ts';

/** The facts by which two merges are compared. */
export type MergePlace = {
  /** By its first 12 digits. */
  readonly commit: string;
  /** RFC 3339; null if it is not known. */
  readonly mergedAt: string | null;
};

/** Merges by hand are marked as merged some seconds late, in any order. */
export const nearMs = 10_000;

/** How much later one was merged than the other. @returns milliseconds, 0 where a time is not known */
export const mergedApart = (one: MergePlace, other: MergePlace): number =>
  one.mergedAt === null || other.mergedAt === null ? 0 : Date.parse(one.mergedAt) - Date.parse(other.mergedAt);

/** Whether two merges are so far apart that their times alone decide. */
const isFarApart = (one: MergePlace, other: MergePlace): boolean => Math.abs(mergedApart(one, other)) > nearMs;

/** The order in which one push lists both, its last commit included: a list is git's own order. */
const inOnePush = (edges: readonly Edge[], one: string, other: string): number => {
  for (const edge of edges.toReversed()) {
    const place = (commit: string): number =>
      edge.after === commit ? edge.listed.length : edge.listed.indexOf(commit);
    const [first, second] = [place(one), place(other)];
    if (first >= 0 && second >= 0 && first !== second) return first - second;
  }
  return 0;
};

/**
 * Whether one commit leads to another over pushes that went on, past or not: from where a push began, or from a commit that
 * it lists, to all that it brought.
 */
const leadsTo = (edges: readonly Edge[], from: string, to: string): boolean => {
  const seen = new Set([from]);
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const edge of edges) {
      const starts = !edge.back && edge.before === at && at !== noCommit;
      if (!starts && !(at === from && edge.listed.includes(at))) continue;
      if (edge.after === to || (starts && edge.listed.includes(to))) return true;
      if (seen.has(edge.after)) continue;
      seen.add(edge.after);
      open.push(edge.after);
    }
  }
  return false;
};

/**
 * Which of two merges is newer. Times precede the chain of the pushes, since forced branches meet old commits again.
 * @returns above 0: the first; below 0: the second; 0: not known
 */
export const compareMerges = (edges: readonly Edge[], one: MergePlace, other: MergePlace): number => {
  const listed = inOnePush(edges, one.commit, other.commit);
  if (listed !== 0) return listed;
  if (isFarApart(one, other)) return mergedApart(one, other);
  const isOlder = leadsTo(edges, one.commit, other.commit);
  const isNewer = leadsTo(edges, other.commit, one.commit);
  return isOlder === isNewer ? mergedApart(one, other) : isNewer ? 1 : -1;
};
