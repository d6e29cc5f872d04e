import type { DeploymentId, EnvironmentId } from '#shared/contract/id.ts';

/** A push that was seen: commits by their first 12 digits, `noCommit` where a branch was made or deleted. */
export type Edge = {
  readonly before: string;
  readonly after: string;
  /** Whether the branch has gone another way from `before` since. */
  readonly past: boolean;
  /** Whether the decision engine would have deployed it. */
  readonly wanted: boolean;
  /** Whether its commit's message said that it is not to be deployed. */
  readonly skipped: boolean;
};

/** The newest deployment that a branch caused. Times in RFC 3339. */
export type QueuedHead = {
  readonly commit: string;
  readonly pushedAt: string | null;
  readonly committedAt: string | null;
  readonly environmentId: EnvironmentId;
  readonly deploymentId: DeploymentId;
};

/** What is known of the order of one branch or tag. */
export type BranchOrder = { readonly edges: readonly Edge[]; readonly queued: QueuedHead | null };

/** A push as the order sees it. */
export type OrderedPush = {
  readonly before: string | null;
  /** Null: the branch was deleted. */
  readonly after: string | null;
  /** The provider's own push time, where it can be relied on. */
  readonly pushedAt: string | null;
  /** The date of the head commit. */
  readonly committedAt: string | null;
  /** The environment that the ref is mapped to now. */
  readonly environmentId: EnvironmentId | null;
  /** Whether the decision engine would deploy it. */
  readonly wants: boolean;
  /** Whether its commit's message says that it is not to be deployed. */
  readonly skipped: boolean;
};

/** `unordered`: it deploys nothing, and was only seen. */
export type Standing = 'newest' | 'older' | 'duplicate' | 'unordered';

export type Placed = {
  /** The edges with this push; `queued` is the caller's to set, once the deployment has its id. */
  readonly edges: readonly Edge[];
  readonly standing: Standing;
  /** The order is not certain: the remote has to be asked at once. */
  readonly reconcile: boolean;
};

const digits = 12;
/** Stands for "there is no commit" before a creation and after a deletion. */
export const noCommit = '0'.repeat(digits);
const mostEdges = 128;
/** GitHub's push times have whole seconds and may be told a little late. */
const toleranceMs = 60_000;

/** A commit as edges name it. */
export const shortCommit = (commit: string | null): string => (commit === null ? noCommit : commit.slice(0, digits));

/** The commits that follow one over edges that are not past, in their order. */
export const walk = (edges: readonly Edge[], from: string): readonly string[] => {
  const next = new Map(edges.filter((edge) => !edge.past).map((edge) => [edge.before, edge.after]));
  const seen = new Set([from]);
  const path: string[] = [];
  for (let at = next.get(from); at !== undefined && !seen.has(at); at = next.get(at)) {
    seen.add(at);
    path.push(at);
  }
  return path;
};

/** What counts as queued: a deployment of another environment than the one that the ref is mapped to now does not. */
export const queuedFor = ({ queued }: BranchOrder, environmentId: EnvironmentId | null): QueuedHead | null =>
  queued !== null && queued.environmentId === environmentId ? queued : null;

/** Where the walk from what was queued ends: the newest commit that was seen after it; null where nothing was queued. */
export const endOf = ({ edges, queued }: BranchOrder): string | null =>
  queued === null ? null : (walk(edges, queued.commit).at(-1) ?? queued.commit);

/** The newest commit that was seen of a branch, also where it has queued nothing; null where nothing was seen. */
export const tipOf = (order: BranchOrder): string | null => {
  const last = order.edges.findLast((edge) => !edge.past)?.after ?? null;
  return endOf(order) ?? (last === null ? null : (walk(order.edges, last).at(-1) ?? last));
};

const isEarlier = (one: string | null, other: string | null): boolean =>
  one !== null && other !== null && Date.parse(one) < Date.parse(other);

/** Step 3: the new edge stands, and whatever it contradicts becomes past. */
const record = (
  edges: readonly Edge[],
  edge: Omit<Edge, 'past'>,
  isLate: boolean,
): { readonly edges: readonly Edge[]; readonly cameBack: boolean } => {
  const { before, after } = edge;
  const forks = edges.some((one) => one.before === before && !one.past);
  const past = forks && isLate;
  const pruned = past ? edges : edges.map((one) => (one.before === before ? { ...one, past: true } : one));
  const cameBack = !past && walk(pruned, after).includes(before);
  const mended = cameBack ? pruned.map((one) => (one.before === after ? { ...one, past: true } : one)) : pruned;
  return { edges: [...mended, { ...edge, past }].slice(-mostEdges), cameBack };
};

/** Step 1: push times that are clearly apart decide. */
const byPushTime = (push: OrderedPush, queued: QueuedHead | null): 'newest' | 'older' | null => {
  if (push.pushedAt === null || queued?.pushedAt == null) return null;
  const apart = Date.parse(push.pushedAt) - Date.parse(queued.pushedAt);
  return Math.abs(apart) <= toleranceMs ? null : apart > 0 ? 'newest' : 'older';
};

/**
 * Places a push among those of its branch that were seen before, by what the deliveries themselves say: push times, the
 * chain of before and after, commit dates. Pure. The steps are those of docs/design/branch-order.md, "Placing a push",
 * first match wins; a delete never deploys, but its edge counts.
 */
export const placePush = (order: BranchOrder, push: OrderedPush): Placed => {
  const before = shortCommit(push.before);
  const after = shortCommit(push.after);
  const queued = queuedFor(order, push.environmentId);
  const isMoved = queued === null && order.queued !== null;
  const end = endOf({ ...order, queued });
  const known = order.edges.findIndex((edge) => edge.before === before && edge.after === after);
  const byTime = push.wants ? byPushTime(push, queued) : null;

  // Step 2. A branch that came back to where it was makes the same edge anew.
  if (known !== -1 && byTime === null && before !== end && !isMoved) {
    return { edges: order.edges, standing: push.wants ? 'duplicate' : 'unordered', reconcile: false };
  }
  const rest = order.edges.filter((_, index) => index !== known);
  const isLate = byTime === 'older' || (before !== end && isEarlier(push.committedAt, queued?.committedAt ?? null));
  const { edges, cameBack } = record(rest, { before, after, wanted: push.wants, skipped: push.skipped }, isLate);
  const placed = (standing: Standing, reconcile = false): Placed => ({ edges, standing, reconcile });
  if (!push.wants) return placed('unordered');
  if (byTime !== null) return placed(byTime);
  if (queued === null) return placed('newest');

  const ahead = walk(edges, queued.commit);
  if (ahead.includes(after)) return placed('newest', ahead.at(-1) !== after);
  if (after === queued.commit) return placed('duplicate');
  if (walk(edges, after).includes(queued.commit)) return placed('older');
  const isNewer = cameBack || isEarlier(queued.committedAt, push.committedAt);
  return placed(isNewer ? 'newest' : 'older', true);
};
