import * as z from 'zod/mini';
import type { MergedCommit, ProviderRepository } from '#shared/providers/client/git-provider.ts';
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
const Commit = z.object({ hash: z.string() });

const newest = 50;

/**
 * The requests merged into a branch last, by 12 digits. Bitbucket does not report the time of a merge: a comment changes
 * `updated_on`.
 */
export const bitbucketLastMerged = async (
  api: BitbucketApi,
  repository: ProviderRepository,
  branch: string,
): Promise<readonly MergedCommit[]> => {
  // A double quote is the only character of a branch name that would end the string in the query.
  if (branch.includes('"')) return [];
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
  return data.values.flatMap(({ id, state, destination, merge_commit: merge }) =>
    state === 'MERGED' && destination.branch.name === branch && merge != null
      ? [{ number: id, commitSha: merge.hash, mergedAt: null }]
      : [],
  );
};

/** Whether a commit has another one in its history, which is then the common ancestor of the two. */
export const bitbucketHoldsCommit = async (
  api: BitbucketApi,
  repository: ProviderRepository,
  commitSha: string,
  other: string,
): Promise<boolean> => {
  const path = await api.pathOrReject(repository, bitbucketNeeds.read);
  const answer = await api.attempt(
    {
      what: 'find the common ancestor of the commits',
      path: `${path}/merge-base/${encodeURIComponent(commitSha)}..${encodeURIComponent(other)}`,
      needs: bitbucketNeeds.read,
    },
    // An unknown commit, or no common ancestor.
    [404],
    Commit,
  );
  return answer.refused === null && answer.data.hash.startsWith(other);
};
