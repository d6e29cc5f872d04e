import type { BranchHead } from '#shared/domain/branch-order/branch-head.ts';
import { shortCommit } from '#shared/domain/branch-order/branch-order.ts';
import type { RemoteHead } from '#shared/domain/reconcile/remote-heads.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { repositoryAddress } from '#shared/domain/repository/provider-profile.ts';
import type { MergedCommit } from '#shared/providers/client/git-provider.ts';
import type { ConnectionTools } from '#shared/workflows/repository/connection-tools.ts';
import { isPermanent } from '#shared/workflows/repository/provider-side.ts';

/** The provider cannot tell whether a commit holds another. */
export class CannotTell extends Error {
  override readonly name = 'CannotTell';
}

/** What a provider's API reports about the merges of a branch. */
export type ProviderFacts = {
  /** The requests merged last, the one that made the head among them. */
  readonly merged: readonly MergedCommit[];
  /** Whether a commit has another one in its history, by 12 digits. @throws CannotTell */
  readonly holds: (commit: string, other: string) => Promise<boolean>;
};

/** A credential that may not see the history cannot tell either. */
const orCannotTell = (error: unknown): null => {
  if (isPermanent(error)) return null;
  throw error;
};

/**
 * Asks the provider's API for the merges of a branch: the requests merged last, and the one that made its head if that is
 * not among them. Each pair of commits is compared once.
 * Source: docs/design/branch-order.md, "Comparing merges with the remote".
 * @returns null without a credential that can see the repository and its requests
 * @throws Problem if the API failed
 */
export const branchFacts = async (
  { client }: ConnectionTools,
  repository: RepositoryRecord,
  remote: RemoteHead,
  order: BranchHead,
): Promise<ProviderFacts | null> => {
  if (client === null) return null;
  const branch = remote.ref.slice('refs/heads/'.length);
  try {
    const there = await client.findRepository(repositoryAddress(repository));
    if (there === null) return null;
    const last = await client.lastMerged(there, branch);
    const head = shortCommit(remote.commit);
    const isListed = last.some(({ commitSha }) => shortCommit(commitSha) === head);
    const isKnown = isListed || order.merges.some(({ commit }) => commit === head);
    const own = isKnown ? null : await client.mergedInto(there, remote.commit, branch);
    const merged = own === null ? last : [{ ...own, commitSha: remote.commit }, ...last];
    // Full ids where they are known: no provider takes one for another commit.
    const full = new Map(
      [remote.commit, ...merged.map(({ commitSha }) => commitSha)].map((id) => [shortCommit(id), id]),
    );
    const asked = new Map<string, Promise<boolean | null>>();
    const holds = async (commit: string, other: string): Promise<boolean> => {
      const pair = `${commit} ${other}`;
      const ask = (): Promise<boolean | null> =>
        client.holdsCommit(there, full.get(commit) ?? commit, full.get(other) ?? other).catch(orCannotTell);
      const answer = commit === other ? Promise.resolve(true) : (asked.get(pair) ?? ask());
      asked.set(pair, answer);
      const isHeld = await answer;
      if (isHeld === null) throw new CannotTell();
      return isHeld;
    };
    return { merged, holds };
  } catch (error) {
    // A credential without access to pull requests can never confirm a merge.
    if (isPermanent(error)) return null;
    throw error;
  }
};
