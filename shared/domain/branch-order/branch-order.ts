import type { DeploymentId, EnvironmentId } from '#shared/contract/id.ts';

/** A known push. Commits are their first 12 digits; `noCommit` marks the creation or deletion of the branch. */
export type Edge = {
  readonly before: string;
  readonly after: string;
  /** Whether a later push left `before` in another direction. */
  readonly past: boolean;
  /** Whether the mappings would have deployed it. */
  readonly wanted: boolean;
  /** Whether the commit message holds a skip marker. */
  readonly skipped: boolean;
  /**
   * True if the push may not continue from `before`: a forced push, a push without a commit of its own, a deletion, or a move
   * of the branch that only a reconciliation found.
   */
  readonly back: boolean;
  /** The commits that its delivery lists, oldest first, without `after`. Empty unless the ref deploys on merge. */
  readonly listed: readonly string[];
};

/** The push that was queued last, with which later pushes are compared. Times in RFC 3339. */
export type QueuedPlace = {
  readonly commit: string;
  readonly pushedAt: string | null;
  readonly committedAt: string | null;
  readonly environmentId: EnvironmentId;
};

/** The newest deployment of a branch. */
export type QueuedHead = QueuedPlace & { readonly deploymentId: DeploymentId };

/** What is known about the order of pushes to one branch or tag. */
export type BranchOrder = { readonly edges: readonly Edge[]; readonly queued: QueuedPlace | null };

/** The part of a push that decides its place in the order. */
export type OrderedPush = {
  readonly before: string | null;
  /** Null: the branch was deleted. */
  readonly after: string | null;
  /** The provider's push time, if the provider sends a reliable one. */
  readonly pushedAt: string | null;
  /** The date of the head commit. */
  readonly committedAt: string | null;
  /** The environment that the ref is mapped to at present. */
  readonly environmentId: EnvironmentId | null;
  /** Whether the mappings would deploy it. */
  readonly wants: boolean;
  /** Whether the commit message holds a skip marker. */
  readonly skipped: boolean;
  /** True if the push may not continue from `before`. */
  readonly back: boolean;
  /** The commits that its delivery lists, oldest first, with its head; null unless the ref deploys on merge. */
  readonly commits: readonly string[] | null;
};

/** `unordered`: the push deploys nothing; it is only recorded. */
export type PushPosition = 'newest' | 'older' | 'duplicate' | 'unordered';

export type Placed = {
  /** The edges, this push included. The caller sets `queued` once the deployment has an id. */
  readonly edges: readonly Edge[];
  readonly position: PushPosition;
  /** True if the order of the pushes is uncertain: compare the branch with the remote at once. */
  readonly reconcile: boolean;
};

const digits = 12;
/** Means "no commit": before a branch is created and after it is deleted. */
export const noCommit = '0'.repeat(digits);
const maxEdges = 128;
/** Of one edge, and of a whole branch: the newest. */
const maxListed = 64;
const maxListedOfBranch = 256;
/** GitHub sends push times in whole seconds, sometimes a little late. */
const toleranceMs = 60_000;

/** A commit as edges store it. */
export const shortCommit = (commit: string | null): string => (commit === null ? noCommit : commit.slice(0, digits));

/** The commits that follow a commit, in order, along edges that are not past. */
export const commitsAfter = (edges: readonly Edge[], from: string): readonly string[] => {
  const next = new Map(edges.filter((edge) => !edge.past).map((edge) => [edge.before, edge.after]));
  const seen = new Set([from]);
  const path: string[] = [];
  for (let at = next.get(from); at !== undefined && !seen.has(at); at = next.get(at)) {
    seen.add(at);
    path.push(at);
  }
  return path;
};

/** The queued deployment, if it belongs to the environment that the ref is mapped to at present. */
export const queuedFor = ({ queued }: BranchOrder, environmentId: EnvironmentId | null): QueuedPlace | null =>
  queued !== null && queued.environmentId === environmentId ? queued : null;

/** The newest known commit that follows the queued one; null if nothing was queued. */
export const newestAfterQueued = ({ edges, queued }: BranchOrder): string | null =>
  queued === null ? null : (commitsAfter(edges, queued.commit).at(-1) ?? queued.commit);

/** Where the push that was seen last leads, whatever was queued; null if no commit is known. */
export const lastSeen = (edges: readonly Edge[]): string | null => {
  const last = edges.findLast((edge) => !edge.past)?.after ?? null;
  return last === null ? null : (commitsAfter(edges, last).at(-1) ?? last);
};

/** The newest known commit of a branch, even if it queued nothing; null if no commit is known. */
export const newestSeen = (order: BranchOrder): string | null => newestAfterQueued(order) ?? lastSeen(order.edges);

/** Whether one time is before another; false where one is not known. */
export const isEarlier = (one: string | null, other: string | null): boolean =>
  one !== null && other !== null && Date.parse(one) < Date.parse(other);

/** The newest edges, with the newest of their listed commits. */
const bounded = (edges: readonly Edge[]): readonly Edge[] => {
  let room = maxListedOfBranch;
  return edges
    .slice(-maxEdges)
    .toReversed()
    .map((edge) => {
      const listed = edge.listed.length > room ? edge.listed.slice(edge.listed.length - room) : edge.listed;
      room -= listed.length;
      return listed === edge.listed ? edge : { ...edge, listed };
    })
    .toReversed();
};

/** The commits of a push that its edge keeps. @param after the head of the push, by 12 digits */
const listedOf = ({ commits }: OrderedPush, after: string): readonly string[] =>
  (commits ?? [])
    .map((commit) => shortCommit(commit))
    .filter((commit) => commit !== after)
    .slice(-maxListed);

/** Step 3: add the new edge and mark every edge that contradicts it as past. */
const addEdge = (
  edges: readonly Edge[],
  edge: Omit<Edge, 'past'>,
  isLate: boolean,
): { readonly edges: readonly Edge[]; readonly cameBack: boolean } => {
  const { before, after } = edge;
  const forks = edges.some((one) => one.before === before && !one.past);
  const past = forks && isLate;
  const pruned = past ? edges : edges.map((one) => (one.before === before ? { ...one, past: true } : one));
  const cameBack = !past && commitsAfter(pruned, after).includes(before);
  const mended = cameBack ? pruned.map((one) => (one.before === after ? { ...one, past: true } : one)) : pruned;
  return { edges: bounded([...mended, { ...edge, past }]), cameBack };
};

/** Step 1: if the push times differ clearly, they decide. */
export const byPushTime = (push: OrderedPush, queued: QueuedPlace | null): 'newest' | 'older' | null => {
  if (push.pushedAt === null || queued?.pushedAt == null) return null;
  const apart = Date.parse(push.pushedAt) - Date.parse(queued.pushedAt);
  return Math.abs(apart) <= toleranceMs ? null : apart > 0 ? 'newest' : 'older';
};

/**
 * Finds the place of a push among the earlier pushes of its branch, from what the deliveries themselves say: push times, the
 * chain of before and after, commit dates. Pure. The steps are those of docs/design/branch-order.md, "Placing a push"; the
 * first match wins. A deletion never deploys, but its edge counts.
 */
export const placePush = (order: BranchOrder, push: OrderedPush): Placed => {
  const before = shortCommit(push.before);
  const after = shortCommit(push.after);
  const queued = queuedFor(order, push.environmentId);
  const isMoved = queued === null && order.queued !== null;
  const end = newestAfterQueued({ ...order, queued });
  const known = order.edges.findIndex((edge) => edge.before === before && edge.after === after);
  const byTime = push.wants ? byPushTime(push, queued) : null;

  // Step 2. A branch that returned to an earlier commit may repeat a known edge, and a delivery may tell more than the
  // reconciliation that found the push, or than the baseline, which deployed nothing.
  const edgeKnown = order.edges[known];
  const isTold = push.back || edgeKnown?.back !== true || (push.commits === null && edgeKnown.wanted);
  if (known !== -1 && isTold && byTime === null && before !== end && !isMoved) {
    return { edges: order.edges, position: push.wants ? 'duplicate' : 'unordered', reconcile: false };
  }
  const rest = order.edges.filter((_, index) => index !== known);
  const isLate = byTime === 'older' || (before !== end && isEarlier(push.committedAt, queued?.committedAt ?? null));
  const { wants: wanted, skipped, back } = push;
  const edge = { before, after, wanted, skipped, back, listed: listedOf(push, after) };
  const { edges, cameBack } = addEdge(rest, edge, isLate);
  const placed = (position: PushPosition, reconcile = false): Placed => ({ edges, position, reconcile });
  if (!push.wants) return placed('unordered');
  if (byTime !== null) return placed(byTime);
  if (queued === null) return placed('newest');

  const ahead = commitsAfter(edges, queued.commit);
  if (ahead.includes(after)) return placed('newest', ahead.at(-1) !== after);
  if (after === queued.commit) return placed('duplicate');
  if (commitsAfter(edges, after).includes(queued.commit)) return placed('older');
  const isNewer = cameBack || isEarlier(queued.committedAt, push.committedAt);
  return placed(isNewer ? 'newest' : 'older', true);
};
