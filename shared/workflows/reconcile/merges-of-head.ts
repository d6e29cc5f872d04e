import type { ConfigurationWithHeads } from '#shared/data/projects/read-project.ts';
import { type BranchHead, unseenHead } from '#shared/domain/branch-order/branch-head.ts';
import { shortCommit } from '#shared/domain/branch-order/branch-order.ts';
import type { KnownMerge } from '#shared/domain/branch-order/merge-order.ts';
import { newestInBranch } from '#shared/domain/branch-order/reconcile-merges.ts';
import {
  baselineOfMerges,
  isAfterBaseline,
  isMissing,
  isSettledPending,
  type ListedMerge,
  untoldMerges,
} from '#shared/domain/reconcile/found-merges.ts';
import { mergeEvents, type RemoteHead } from '#shared/domain/reconcile/remote-heads.ts';
import type { GitEvent } from '#shared/domain/records/git-event.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { ConnectionTools } from '#shared/workflows/repository/connection-tools.ts';
import { branchFacts, CannotTell, type ProviderFacts } from './branch-facts.ts';
import { dropLeftMerge } from './drop-left-merge.ts';

/** The result of comparing a branch that deploys on merge with its remote. */
export type MergesOfHead = {
  /**
   * The events that bring the branch up to date with its remote: its newest merge, unless that is the queued one, and its
   * head, if no delivery reported it.
   */
  readonly changes: readonly GitEvent[];
  /** True if only the provider's API knows of a merge whose delivery should have arrived by now. */
  readonly isMissing: boolean;
  /** True if a pending merge had left the branch and was ended: the branch has to be compared again. */
  readonly isDropped: boolean;
};

/** The listed merges that came after the baseline of their branch. */
const newsAmong = async (
  { merged, holds }: ProviderFacts,
  order: BranchHead,
  remote: RemoteHead,
  repository: RepositoryRecord,
): Promise<readonly ListedMerge[]> => {
  const baseline = baselineOfMerges(order, remote.mapping, repository.connectedAt);
  if (baseline === null) return merged;
  const news: ListedMerge[] = [];
  for (const one of merged) {
    const { commit } = baseline;
    const isAfter =
      isAfterBaseline(one, baseline) ?? (commit !== null && !(await holds(commit, shortCommit(one.commitSha))));
    if (isAfter) news.push(one);
  }
  return news;
};

/** Whether the merge that waits in the environment is not in the branch any more. */
const hasLeft = async (
  found: ConfigurationWithHeads,
  order: BranchHead,
  { mapping: { environmentId }, commit }: RemoteHead,
  { holds }: ProviderFacts,
  now: string,
): Promise<boolean> => {
  const pending = found.environments.find(({ id }) => id === environmentId)?.pending ?? null;
  if (order.queued === null || !isSettledPending(order, pending, environmentId, now)) return false;
  return !(await holds(shortCommit(commit), order.queued.commit));
};

/** Decides only by what deliveries reported; `listed` only confirms the head's own merge. */
const withoutHistory = (
  order: BranchHead,
  remote: RemoteHead,
  listed: readonly ListedMerge[],
  now: string,
): Promise<KnownMerge | null> => {
  const head = shortCommit(remote.commit);
  const own = listed.filter(({ commitSha }) => shortCommit(commitSha) === head);
  const found = untoldMerges(order, remote.mapping, own, remote.commit, now);
  return newestInBranch(order, remote.mapping.environmentId, head, { found, holds: null });
};

/**
 * Compares a branch that deploys on merge with its remote: by what deliveries reported and, with a credential, by the requests
 * merged last and by the history, both of which the provider's API tells.
 * Source: docs/design/branch-order.md, "Comparing merges with the remote".
 * @param now RFC 3339
 * @throws Problem if the provider's API failed
 */
export const compareMergesOf = async (
  configuration: ConfigurationWithHeads,
  repository: RepositoryRecord,
  tools: ConnectionTools,
  remote: RemoteHead,
  now: string,
): Promise<MergesOfHead> => {
  const order = remote.head ?? unseenHead;
  const facts = await branchFacts(tools, repository, remote, order);
  const head = shortCommit(remote.commit);
  const result = (newest: KnownMerge | null): MergesOfHead => {
    const own = facts?.merged.find(({ commitSha }) => shortCommit(commitSha) === newest?.commit) ?? null;
    return {
      changes: mergeEvents(remote, newest, own),
      isMissing: newest !== null && isMissing(newest, now),
      isDropped: false,
    };
  };
  if (facts === null) return result(await withoutHistory(order, remote, [], now));
  try {
    if (await hasLeft(configuration, order, remote, facts, now)) {
      await dropLeftMerge(repository, remote, now);
      return { changes: [], isMissing: false, isDropped: true };
    }
    const news = await newsAmong(facts, order, remote, repository);
    const found = untoldMerges(order, remote.mapping, news, remote.commit, now);
    const { holds } = facts;
    return result(await newestInBranch(order, remote.mapping.environmentId, head, { found, holds }));
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    return result(await withoutHistory(order, remote, facts.merged, now));
  }
};
