import { matchesPattern } from '#shared/domain/branch-mappings/branch-pattern.ts';
import { newestSeen, shortCommit } from '#shared/domain/branch-order/branch-order.ts';
import { isTold, type KnownMerge } from '#shared/domain/branch-order/merge-order.ts';
import type { DecisionState } from '#shared/domain/deliveries/evaluate-mappings.ts';
import type { BranchHeadRecord } from '#shared/domain/records/branch-head.ts';
import { emptyEvent, type GitEvent } from '#shared/domain/records/git-event.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import type { ReconcileRecord } from '#shared/domain/records/repository.ts';
import { parseRef } from '#shared/domain/ref.ts';
import { awaitsBaseline } from './baseline.ts';
import { type ListedMerge, settleMs } from './found-merges.ts';

/** A branch or tag that the remote has and a mapping matches. */
export type RemoteHead = {
  readonly ref: string;
  readonly commit: string;
  readonly mapping: MappingRecord;
  /** The stored branch head; null if there is none. */
  readonly head: BranchHeadRecord | null;
  /** True if it is first seen and its mapping has no baseline yet: it becomes the baseline and deploys nothing. */
  readonly isBaseline: boolean;
};

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** A branch without pushes is written again after this time, since its item expires after 90 days. */
const refreshAfterMs = 30 * dayMs;
/** If the last reconciliation is older than this, items of existing branches may have expired. */
const rememberedMs = 60 * dayMs;

const isOlder = (at: string, ms: number, now: string): boolean => Date.parse(now) - Date.parse(at) > ms;

/** The first mapping by priority that matches a ref. @param mappings in priority order */
export const matchingMapping = (mappings: readonly MappingRecord[], ref: string): MappingRecord | undefined => {
  const parsed = parseRef(ref);
  if (parsed === null) return undefined;
  return mappings.find(
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
  reconciliation: ReconcileRecord,
  now: string,
): readonly RemoteHead[] =>
  [...remote].flatMap(([ref, commit]) => {
    const mapping = matchingMapping(state.project.branchMappings, ref);
    if (mapping === undefined) return [];
    const head = heads.get(ref) ?? null;
    const isUnseen = head === null || head.edges.length === 0;
    const { lastAt, baseline } = reconciliation;
    const lookedAt = lastAt ?? baseline?.at ?? now;
    const isFirstLook = awaitsBaseline(mapping, baseline) || isOlder(lookedAt, rememberedMs, now);
    return [{ ref, commit, mapping, head, isBaseline: isUnseen && isFirstLook }];
  });

/** Whether no delivery reported the remote's commit: it is not the newest known one, or, with merges, it is unknown. */
export const isLost = ({ head, commit, mapping }: RemoteHead): boolean => {
  if (head === null) return true;
  return mapping.trigger === 'merge' ? !isTold(head, shortCommit(commit)) : newestSeen(head) !== shortCommit(commit);
};

/**
 * Whether the head of a branch that deploys on merge may come from a merge whose delivery was lost.
 * @param now RFC 3339
 */
export const mayBeMerge = (remote: RemoteHead, now: string): boolean => {
  const { mapping, head, commit } = remote;
  if (mapping.trigger !== 'merge') return false;
  if (head === null || isLost(remote)) return true;
  const short = shortCommit(commit);
  if (head.unconfirmed === short || head.queued?.commit === short) return false;
  // A merge that a delivery reported is known without the provider.
  return head.merges.some((one) => one.commit === short) || isOlder(head.seenAt, settleMs, now);
};

/** Whether an unchanged branch must be written again before its item expires. @param now RFC 3339 */
export const needsRefresh = ({ head }: RemoteHead, now: string): boolean =>
  head !== null && isOlder(head.seenAt, refreshAfterMs, now);

/** The head of a remote as an event. */
export const remoteEvent = ({ ref, commit }: Pick<RemoteHead, 'ref' | 'commit'>): GitEvent => ({
  ...emptyEvent,
  kind: ref.startsWith('refs/tags/') ? 'tag' : 'push',
  ref,
  after: commit,
});

/**
 * The events that queue the newest merge of a branch, and record its head if no delivery reported it.
 * @param listed the newest merge, as the provider's API lists it; null if it does not
 */
export const mergeEvents = (
  remote: RemoteHead,
  newest: KnownMerge | null,
  listed: ListedMerge | null,
): readonly GitEvent[] => {
  const isHead = newest?.commit === shortCommit(remote.commit);
  const merge: GitEvent = {
    ...emptyEvent,
    kind: 'merge',
    ref: remote.ref,
    after: isHead ? remote.commit : (listed?.commitSha ?? newest?.commit ?? null),
    pushedAt: newest?.mergedAt ?? null,
    pullRequest: listed?.number ?? null,
  };
  return [...(newest === null ? [] : [merge]), ...(isLost(remote) && !isHead ? [remoteEvent(remote)] : [])];
};
