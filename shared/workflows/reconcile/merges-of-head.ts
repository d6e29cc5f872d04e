import { unseenHead } from '#shared/domain/branch-order/branch-head.ts';
import { shortCommit } from '#shared/domain/branch-order/branch-order.ts';
import { newestInBranch } from '#shared/domain/branch-order/reconcile-merges.ts';
import {
  type ConfirmedMerge,
  foundMerge,
  mergeEvents,
  type RemoteHead,
} from '#shared/domain/reconcile/remote-heads.ts';
import type { GitEvent } from '#shared/domain/records/git-event.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { repositoryAddress } from '#shared/domain/repository/provider-profile.ts';
import type { ConnectionTools } from '#shared/workflows/repository/connection-tools.ts';
import { isPermanent } from '#shared/workflows/repository/provider-side.ts';

/** The merge that made a branch's head, if the provider's API confirms one; null otherwise. */
const confirmedMerge = async (
  { client }: ConnectionTools,
  repository: RepositoryRecord,
  remote: RemoteHead,
): Promise<ConfirmedMerge | null> => {
  if (client === null) return null;
  try {
    const there = await client.findRepository(repositoryAddress(repository));
    const merged =
      there === null ? null : await client.mergedInto(there, remote.commit, remote.ref.slice('refs/heads/'.length));
    return merged === null ? null : { pullRequest: merged.number, mergedAt: merged.mergedAt };
  } catch (error) {
    // A credential without access to pull requests can never confirm a merge.
    if (isPermanent(error)) return null;
    throw error;
  }
};

/**
 * The events that bring a branch that deploys on merge up to its remote: its newest merge, if that is not the queued one,
 * and its head, if no delivery told of it. Decided from what deliveries told, and from the merge that made the head, if the
 * provider's API confirms one.
 * Source: docs/design/branch-order.md, "Comparing merges with the remote".
 * @param now RFC 3339
 * @throws Problem if the provider's API failed
 */
export const eventsOfMerges = async (
  repository: RepositoryRecord,
  tools: ConnectionTools,
  remote: RemoteHead,
  now: string,
): Promise<readonly GitEvent[]> => {
  const order = remote.head ?? unseenHead;
  const confirmed = await confirmedMerge(tools, repository, remote);
  const commit = shortCommit(remote.commit);
  const isFound = confirmed !== null && !order.merges.some((one) => one.commit === commit);
  const found = isFound ? [foundMerge(remote, confirmed, now)] : [];
  const newest = await newestInBranch(order, remote.mapping.environmentId, commit, { found, holds: null });
  return mergeEvents(remote, newest, confirmed);
};
