import * as z from 'zod/mini';
import type { MergedCommit, ProviderRepository } from '#shared/providers/client/git-provider.ts';
import { latestMerged } from '#shared/providers/client/latest-merged.ts';
import { timeOf } from '#shared/providers/webhook/webhook-parts.ts';
import { type GiteaApi, giteaNeeds } from './api.ts';

const PullRequest = z.object({
  number: z.int(),
  merged: z.boolean(),
  merged_at: z.nullish(z.string()),
  merge_commit_sha: z.nullish(z.string()),
  base: z.object({ ref: z.string() }),
});
const Comparison = z.object({ total_commits: z.int() });

/** The requests merged into a branch last. Older releases ignore `base_branch`, so the branch is looked at here too. */
export const giteaLastMerged = async (
  api: GiteaApi,
  repository: ProviderRepository,
  branch: string,
): Promise<readonly MergedCommit[]> => {
  const path = await api.pathOrReject(repository, giteaNeeds.read);
  const query = new URLSearchParams({ state: 'closed', sort: 'recentupdate', base_branch: branch, limit: '50' });
  const { data } = await api.call(
    { what: 'list the merged pull requests', path: `${path}/pulls?${query}`, needs: giteaNeeds.read },
    z.array(PullRequest),
  );
  return latestMerged(
    data.flatMap(({ number, merged, merged_at: mergedAt, merge_commit_sha: commitSha, base }) =>
      merged && base.ref === branch && commitSha != null ? [{ number, commitSha, mergedAt: timeOf(mergedAt) }] : [],
    ),
  );
};

/** How many commits another one has that a commit does not hold; null if Gitea cannot compare the two. */
const missingCommits = async (
  api: GiteaApi,
  path: string,
  commitSha: string,
  other: string,
): Promise<number | null> => {
  const answer = await api.attempt(
    {
      what: 'compare the commits',
      path: `${path}/compare/${encodeURIComponent(commitSha)}...${encodeURIComponent(other)}?verification=false&files=false`,
      needs: giteaNeeds.read,
    },
    [404],
    Comparison,
  );
  return answer.refused === null ? answer.data.total_commits : null;
};

/**
 * Whether a commit has another one in its history: the other then has no commit that it lacks.
 * @returns null if this release cannot compare (before 1.22), which answers as for an unknown commit
 */
export const giteaHoldsCommit = async (
  api: GiteaApi,
  repository: ProviderRepository,
  commitSha: string,
  other: string,
): Promise<boolean | null> => {
  const path = await api.pathOrReject(repository, giteaNeeds.read);
  const missing = await missingCommits(api, path, commitSha, other);
  if (missing !== null) return missing === 0;
  return (await missingCommits(api, path, commitSha, commitSha)) === null ? null : false;
};
