import * as z from 'zod/mini';
import type { MergedCommit, ProviderRepository } from '#shared/providers/client/git-provider.ts';
import { latestMerged } from '#shared/providers/client/latest-merged.ts';
import { timeOf } from '#shared/providers/webhook/webhook-parts.ts';
import { type GitlabApi, gitlabNeeds } from './api.ts';
import { MergeRequest, mergeCommitOf } from './merge-request.ts';

const Commit = z.object({ id: z.string() });

const pathOf = ({ id }: ProviderRepository): string => `/projects/${encodeURIComponent(id)}`;

/** The requests merged into a branch last, chosen by the same fields as in their webhooks. */
export const gitlabLastMerged = async (
  api: GitlabApi,
  repository: ProviderRepository,
  branch: string,
): Promise<readonly MergedCommit[]> => {
  const query = new URLSearchParams({
    state: 'merged',
    target_branch: branch,
    order_by: 'updated_at',
    sort: 'desc',
    per_page: '100',
  });
  const answer = await api.attempt(
    {
      what: 'list the merged requests',
      path: `${pathOf(repository)}/merge_requests?${query}`,
      needs: gitlabNeeds.read,
    },
    [404],
    z.array(MergeRequest),
  );
  if (answer.refused !== null) throw api.rejected(404, gitlabNeeds.read, null);
  return latestMerged(
    answer.data.flatMap((request) => {
      const commitSha = mergeCommitOf(request, branch);
      return commitSha === null ? [] : [{ number: request.iid, commitSha, mergedAt: timeOf(request.merged_at) }];
    }),
  );
};

/** Whether a commit has another one in its history, which is then the merge base of the two. */
export const gitlabHoldsCommit = async (
  api: GitlabApi,
  repository: ProviderRepository,
  commitSha: string,
  other: string,
): Promise<boolean> => {
  const query = new URLSearchParams([
    ['refs[]', commitSha],
    ['refs[]', other],
  ]);
  const answer = await api.attempt(
    {
      what: 'find the merge base of the commits',
      path: `${pathOf(repository)}/repository/merge_base?${query}`,
      needs: gitlabNeeds.read,
    },
    // An unknown commit, or no common ancestor.
    [400, 404],
    Commit,
  );
  return answer.refused === null && answer.data.id.startsWith(other);
};
