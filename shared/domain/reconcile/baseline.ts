import { type BranchHead, unseenHead } from '#shared/domain/branch-order/branch-head.ts';
import { newestSeen, noCommit, placePush, shortCommit } from '#shared/domain/branch-order/branch-order.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import type { Baseline } from '#shared/domain/records/repository.ts';

/**
 * Whether the remote has not been read since a mapping began to match its refs.
 * Source: docs/design/branch-order.md, "The baseline".
 */
export const awaitsBaseline = ({ remappedIn, version }: MappingRecord, baseline: Baseline | null): boolean =>
  baseline === null || (remappedIn ?? version) > baseline.version;

/** The later of two baselines: two requests may read the remote at once. */
export const laterBaseline = (one: Baseline | null, other: Baseline | null): Baseline | null =>
  one === null || (other !== null && other.version > one.version) ? other : one;

/**
 * The baseline of a branch: the remote's commit is recorded as known and deploys nothing. This is no delivery: a delivery
 * that comes later for the same commit deploys.
 * @param known the stored branch head; null if there is none
 */
export const baselineHead = (known: BranchHead | null, commit: string): BranchHead => {
  const head = known ?? unseenHead;
  const { queued } = head;
  const before = newestSeen(head) ?? noCommit;
  const after = shortCommit(commit);
  // The branch may have returned to a commit that it had before.
  const edges = head.edges.filter((edge) => edge.before !== before || edge.after !== after);
  const times = { pushedAt: null, committedAt: null };
  const rules = {
    environmentId: queued?.environmentId ?? null,
    wants: false,
    skipped: false,
    back: true,
    commits: null,
  };
  return { ...head, edges: placePush({ edges, queued }, { before, after, ...times, ...rules }).edges };
};
