import * as z from 'zod/mini';
import type { MergedRequest, ProviderRepository } from '#shared/providers/client/git-provider.ts';
import { type BitbucketApi, bitbucketNeeds } from './api.ts';

const PullRequests = z.object({
  values: z.array(
    z.object({
      id: z.int(),
      state: z.string(),
      destination: z.object({ branch: z.object({ name: z.string() }) }),
      /** 12 digits. */
      merge_commit: z.nullish(z.object({ hash: z.string().check(z.minLength(12)) })),
    }),
  ),
});

/** The wanted pull request was merged recently. */
const newest = 50;

/**
 * Searches the newest pull requests that were merged into the branch. `commit/{sha}/pullrequests` is of no use: it
 * lists pull requests that contain the commit, never the one whose merge made it, and it needs the app Pull Request
 * Commit Links. The merge time is not available: `updated_on` changes with every comment.
 */
export const bitbucketMergedInto = async (
  api: BitbucketApi,
  repository: ProviderRepository,
  commitSha: string,
  branch: string,
): Promise<MergedRequest | null> => {
  // A double quote is the only character of a branch name that would end the string in the query.
  if (branch.includes('"')) return null;
  const path = await api.pathOrReject(repository, bitbucketNeeds.pullRequests);
  // With `q`, the parameter `state` is ignored.
  const q = `state="MERGED" AND destination.branch.name="${branch}"`;
  const { data } = await api.call(
    {
      what: 'list the pull requests',
      path: `${path}/pullrequests?${new URLSearchParams({ q, sort: '-updated_on', pagelen: String(newest) })}`,
      needs: bitbucketNeeds.pullRequests,
    },
    PullRequests,
  );
  const merged = data.values.find(
    ({ state, destination, merge_commit: merge }) =>
      state === 'MERGED' && destination.branch.name === branch && merge != null && commitSha.startsWith(merge.hash),
  );
  return merged === undefined ? null : { number: merged.id, mergedAt: null };
};
