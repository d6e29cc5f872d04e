import type { DeploymentId, EnvironmentId } from '#shared/contract/id.ts';
import { type BranchOrder, type Edge, noCommit, type QueuedHead, queuedFor } from './branch-order.ts';
import { compareMerges, type MergePlace, mergedApart, nearMs } from './compare-merges.ts';

/** The merge of a request, as its branch remembers it. */
export type KnownMerge = MergePlace & {
  readonly environmentId: EnvironmentId;
  /** Its deployment, queued or superseded; null where its event was to deploy nothing. */
  readonly deploymentId: DeploymentId | null;
  /** A runner has found that the branch does not hold the commit any more. */
  readonly dropped: boolean;
  /** Only the provider's API has reported it, no delivery. */
  readonly found: boolean;
};

/** What is known of the order of a branch, with the requests that were merged into it. */
export type MergeOrder = BranchOrder & { readonly merges: readonly KnownMerge[] };

const maxMerges = 16;

/** The newest of some merges. It is another one than `from` only if that one is known to be newer. */
export const newestOf = <T extends MergePlace>(
  candidates: readonly T[],
  from: MergePlace | null,
  isNewer: (one: T, other: MergePlace) => boolean,
): T | null => {
  let best: MergePlace | null = from;
  let found: T | null = null;
  // Once for each: what is known need not be transitive.
  for (const _ of candidates) {
    const present: MergePlace | null = best;
    const newer = candidates.find(
      (merge) => merge.commit !== present?.commit && (present === null || isNewer(merge, present)),
    );
    if (newer === undefined) break;
    best = newer;
    found = newer;
  }
  return found === null || found.commit === from?.commit ? null : found;
};

/** The merge that was queued last. */
export const queuedPlace = (order: BranchOrder, environmentId: EnvironmentId): MergePlace | null => {
  const queued = queuedFor(order, environmentId);
  return queued === null ? null : { commit: queued.commit, mergedAt: queued.pushedAt };
};

/** The merges that may be deployed. */
const candidatesOf = (merges: readonly KnownMerge[], environmentId: EnvironmentId): readonly KnownMerge[] =>
  merges.filter((one) => one.deploymentId !== null && !one.dropped && one.environmentId === environmentId);

/**
 * Decides the remembered merges of a branch again, after each new fact about it.
 * @param fresh a merge that has no deployment yet and may get one
 * @returns the newest that is known to be newer than what was queued; null for none
 */
export const newestMerge = (
  { edges, merges, queued }: MergeOrder,
  environmentId: EnvironmentId,
  fresh: KnownMerge | null = null,
): KnownMerge | null =>
  newestOf(
    fresh === null ? candidatesOf(merges, environmentId) : [...candidatesOf(merges, environmentId), fresh],
    queuedPlace({ edges, queued }, environmentId),
    (one, other) => compareMerges(edges, one, other) > 0,
  );

/**
 * The merges that a branch remembers, at most sixteen: the one that was merged first is forgotten, but never the one that was
 * queued last.
 */
export const remembered = (merges: readonly KnownMerge[], queuedCommit: string | null): readonly KnownMerge[] => {
  const timeOf = ({ mergedAt }: KnownMerge): number =>
    mergedAt === null ? Number.POSITIVE_INFINITY : Date.parse(mergedAt);
  let kept = merges;
  while (kept.length > maxMerges) {
    const first = kept
      .filter(({ commit }) => commit !== queuedCommit)
      .reduce((one, other) => (timeOf(other) < timeOf(one) ? other : one));
    kept = kept.filter((one) => one !== first);
  }
  return kept;
};

/** A merge as its event describes it. */
export type MergeEvent = MergePlace & {
  readonly environmentId: EnvironmentId;
  /** Whether the decision engine would deploy it. */
  readonly wants: boolean;
};

/** The place of a merge in its branch. */
export type PlacedMerge = {
  readonly merges: readonly KnownMerge[];
  readonly position: 'newest' | 'older' | 'duplicate' | 'unordered';
  /** The merge that is to be queued: the event's own where that is the newest, or one that it shows to be; null for none. */
  readonly queue: KnownMerge | null;
  /** True if the order is not known: compare the branch with the remote at once. */
  readonly reconcile: boolean;
};

/** What is remembered of the merge if an event reports it again; null for another merge. */
const toldBefore = (order: MergeOrder, event: MergeEvent): KnownMerge | null => {
  const known = order.merges.find(
    ({ commit, environmentId }) => commit === event.commit && environmentId === event.environmentId,
  );
  if (known === undefined) return null;
  const isQueued = queuedFor(order, event.environmentId)?.commit === event.commit;
  return isQueued || known.found || mergedApart(event, known) <= nearMs ? known : null;
};

/**
 * Finds the place of a merged request among the merges of its branch. The event of a merge names no commit before it, so no
 * edge is recorded. Pure. Source: docs/design/branch-order.md, "Merges".
 */
export const placeMerge = (order: MergeOrder, event: MergeEvent): PlacedMerge => {
  const { commit, mergedAt, environmentId, wants } = event;
  const queued = queuedFor(order, environmentId);
  const known = toldBefore(order, event);
  if (known !== null || queued?.commit === commit) {
    const merges =
      known === null || !known.found
        ? order.merges
        : order.merges.map((one) =>
            one === known ? { ...known, mergedAt: mergedAt ?? known.mergedAt, found: false } : one,
          );
    const queue = newestMerge({ ...order, merges }, environmentId);
    return { merges, position: wants ? 'duplicate' : 'unordered', queue, reconcile: false };
  }
  const entry: KnownMerge = { commit, mergedAt, environmentId, deploymentId: null, dropped: false, found: false };
  const others = order.merges.filter((one) => one.commit !== commit);
  const merges = remembered([...others, entry], queued?.commit ?? null);
  const isKept = wants && merges.includes(entry);
  const rest = merges.filter((one) => one !== entry);
  const queue = newestMerge({ ...order, merges: rest }, environmentId, isKept ? entry : null);
  if (!wants) return { merges, position: 'unordered', queue, reconcile: false };
  const place = queuedPlace(order, environmentId);
  const isUnknown = queue !== entry && place !== null && compareMerges(order.edges, entry, place) === 0;
  return { merges, position: queue === entry ? 'newest' : 'older', queue, reconcile: isUnknown };
};

/** The merges after a push: one that a runner did not find in the branch may be back. @param push its commits by 12 digits */
export const returnedMerges = (
  merges: readonly KnownMerge[],
  push: Pick<Edge, 'before' | 'after' | 'listed'>,
): readonly KnownMerge[] => {
  const isThere = ({ commit }: KnownMerge): boolean =>
    (push.before === noCommit && push.after !== noCommit) || push.after === commit || push.listed.includes(commit);
  return merges.some((one) => one.dropped && isThere(one))
    ? merges.map((one) => (one.dropped && isThere(one) ? { ...one, dropped: false } : one))
    : merges;
};

/** Whether a delivery reported a branch's commit: as the end of a push, or as a merge. */
export const isTold = ({ edges, merges, queued }: MergeOrder, commit: string): boolean =>
  queued?.commit === commit ||
  edges.some(({ after }) => after === commit) ||
  merges.some((one) => one.commit === commit);

/** The state of a branch after a deployment's commit was found to have left it. */
export type Dropped = Pick<MergeOrder, 'merges'> & {
  readonly queued: QueuedHead | null;
  /** The merge that is to be queued instead; null for none. */
  readonly queue: KnownMerge | null;
};

/**
 * Marks the merge of a deployment whose commit the branch does not hold any more. Where it was queued last and nothing is
 * pending, the started merge that was queued last takes its place, and the branch is judged again.
 * @param started the deployments that have started, without the one that is dropped
 */
export const dropMerge = (
  order: MergeOrder & { readonly queued: QueuedHead | null },
  deploymentId: DeploymentId,
  isPendingEmpty: boolean,
  started: ReadonlySet<DeploymentId>,
): Dropped => {
  const { edges, queued } = order;
  const merges = order.merges.map((one) => (one.deploymentId === deploymentId ? { ...one, dropped: true } : one));
  if (queued?.deploymentId !== deploymentId || !isPendingEmpty) return { merges, queued, queue: null };
  // Deployments are numbered in the order of their time.
  const last = merges.reduce<KnownMerge | null>((one, other) => {
    const isCandidate = other.deploymentId !== null && other.environmentId === queued.environmentId;
    if (!isCandidate || other.deploymentId === null || !started.has(other.deploymentId)) return one;
    return one?.deploymentId == null || other.deploymentId > one.deploymentId ? other : one;
  }, null);
  const floor =
    last?.deploymentId == null
      ? null
      : {
          commit: last.commit,
          pushedAt: last.mergedAt,
          committedAt: null,
          environmentId: last.environmentId,
          deploymentId: last.deploymentId,
        };
  return { merges, queued: floor, queue: newestMerge({ edges, merges, queued: floor }, queued.environmentId) };
};
