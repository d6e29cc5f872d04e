import { matchesPattern } from '#shared/domain/branch-mappings/branch-pattern.ts';
import { type BranchHead, unseenHead } from '#shared/domain/branch-order/branch-head.ts';
import { shortCommit, tipOf } from '#shared/domain/branch-order/branch-order.ts';
import type { DecisionState } from '#shared/domain/deliveries/decide.ts';
import type { BranchHeadRecord } from '#shared/domain/records/branch-head.ts';
import { type GitEvent, nothing } from '#shared/domain/records/git-event.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import type { SweepRecord } from '#shared/domain/records/repository.ts';
import { parseRef } from '#shared/domain/ref.ts';

/** A branch or tag that the remote has and a mapping matches. */
export type RemoteHead = {
  readonly ref: string;
  readonly commit: string;
  readonly mapping: MappingRecord;
  /** What was seen of it; null for nothing. */
  readonly head: BranchHeadRecord | null;
  /** First seen in a sweep that only takes stock: after connecting, or after its mapping's last change. */
  readonly isBaseline: boolean;
};

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** How long a delivery, or the provider's knowledge of a merge, may take. */
const settledMs = 2 * minuteMs;
/** Within the 90 days for which a branch is remembered, whatever its pushes. */
const refreshedMs = 30 * dayMs;
/** Without a sweep for so long, branches may be forgotten that are there. */
const trustedMs = 60 * dayMs;

const isOlder = (at: string, ms: number, now: string): boolean => Date.parse(now) - Date.parse(at) > ms;

/** The first mapping by priority that matches a ref. */
const mappingOf = (state: DecisionState, ref: string): MappingRecord | undefined => {
  const parsed = parseRef(ref);
  if (parsed === null) return undefined;
  return state.project.branchMappings.find(
    (mapping) => mapping.refType === parsed.type && matchesPattern(mapping.branchPattern, parsed.name),
  );
};

/**
 * The heads of a remote that mappings match.
 * @param remote commits by full ref @param now RFC 3339
 */
export const mappedHeads = (
  state: DecisionState,
  heads: ReadonlyMap<string, BranchHeadRecord>,
  remote: ReadonlyMap<string, string>,
  sweep: SweepRecord,
  now: string,
): readonly RemoteHead[] =>
  [...remote].flatMap(([ref, commit]) => {
    const mapping = mappingOf(state, ref);
    if (mapping === undefined) return [];
    const head = heads.get(ref) ?? null;
    const isUnseen = head === null || head.edges.length === 0;
    const { lastAt } = sweep;
    // A mapping's time is that of its request, which may have been written after the sweep had read.
    const isChanged = lastAt !== null && Date.parse(mapping.updatedAt) + minuteMs > Date.parse(lastAt);
    const isStock = lastAt === null || isChanged || isOlder(lastAt, trustedMs, now);
    return [{ ref, commit, mapping, head, isBaseline: isUnseen && isStock }];
  });

/** What taking stock keeps of a branch: that its commit was seen, and deploys nothing. */
export const baselineHead = ({ head, commit }: RemoteHead): BranchHead => ({
  ...(head ?? unseenHead),
  edges: [{ before: shortCommit(null), after: shortCommit(commit), past: false, wanted: false, skipped: false }],
});

/** Whether nothing was seen of a branch's commit. */
export const isLost = ({ head, commit }: RemoteHead): boolean => head === null || tipOf(head) !== shortCommit(commit);

/**
 * Whether a branch that deploys on merge may have come to its commit by a merge of which no delivery told. @param now RFC 3339
 */
export const mayBeMerge = (remote: RemoteHead, now: string): boolean => {
  const { mapping, head, commit } = remote;
  if (mapping.trigger !== 'merge') return false;
  if (head === null || isLost(remote)) return true;
  const isKnown = head.unconfirmed === shortCommit(commit) || head.queued?.commit === shortCommit(commit);
  return !isKnown && isOlder(head.seenAt, settledMs, now);
};

/** Whether a branch that stays as it is has to be written again, so that it is not forgotten. @param now RFC 3339 */
export const isFading = ({ head }: RemoteHead, now: string): boolean =>
  head !== null && isOlder(head.seenAt, refreshedMs, now);

/** A merge that the provider's API has confirmed. */
export type ConfirmedMerge = { readonly pullRequest: number | null; readonly mergedAt: string | null };

/** The head of a remote as an event. @param merge how it came there, where the provider's API has told */
export const remoteEvent = ({ ref, commit }: RemoteHead, merge: ConfirmedMerge | null): GitEvent => ({
  ...nothing,
  kind: merge !== null ? 'merge' : ref.startsWith('refs/tags/') ? 'tag' : 'push',
  ref,
  after: commit,
  pushedAt: merge?.mergedAt ?? null,
  pullRequest: merge?.pullRequest ?? null,
});
