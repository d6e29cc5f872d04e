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

/** What is looked for was merged a short time ago. */
const newest = 50;

/**
 * Looked for among the newest that were merged into the branch. `commit/{sha}/pullrequests` lists those in which a commit was
 * reviewed, which a merge commit never was, and only where a person has installed Pull Request Commit Links. The time of the
 * merge is not told: `updated_on` moves with every comment.
 */
export const bitbucketMergedInto = async (
  api: BitbucketApi,
  repository: ProviderRepository,
  commitSha: string,
  branch: string,
): Promise<MergedRequest | null> => {
  // Of all that a branch's name may have, this alone would end the text of the query.
  if (branch.includes('"')) return null;
  const path = await api.pathOrReject(repository, bitbucketNeeds.pullRequests);
  // Beside a `q`, the parameter `state` counts for nothing.
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
