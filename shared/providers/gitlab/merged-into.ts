import * as z from 'zod/mini';
import type { MergedRequest, ProviderRepository } from '#shared/providers/client/git-provider.ts';
import { timeOf } from '#shared/providers/webhook/webhook-parts.ts';
import { type GitlabApi, gitlabNeeds } from './api.ts';

const MergeRequest = z.object({
  iid: z.int(),
  state: z.string(),
  target_branch: z.string(),
  merged_at: z.nullish(z.string()),
  merge_commit_sha: z.nullish(z.string()),
  squash_commit_sha: z.nullish(z.string()),
  /** The head of the source branch. A fast-forward makes it the head of the target branch. */
  sha: z.nullish(z.string()),
});

/**
 * The merge request whose merge made a commit, chosen by the same fields as in its webhook. GitLab answers 404 both for
 * a commit that it does not know (yet) and for a hidden project.
 * Source: docs/design/deciding-a-push.md, "Merges".
 */
export const gitlabMergedInto = async (
  api: GitlabApi,
  repository: ProviderRepository,
  commitSha: string,
  branch: string,
): Promise<MergedRequest | null> => {
  const all = await api.list(
    {
      what: 'list the merge requests of the commit',
      path: `/projects/${encodeURIComponent(repository.id)}/repository/commits/${encodeURIComponent(commitSha)}/merge_requests`,
      needs: gitlabNeeds.read,
    },
    MergeRequest,
  );
  if (all === null && (await api.project(repository.id)) === null) throw api.rejected(404, gitlabNeeds.read, null);
  const merged = all?.find(
    ({ state, target_branch: target, merge_commit_sha: merge, squash_commit_sha: squash, sha }) =>
      state === 'merged' && target === branch && (merge ?? squash ?? sha) === commitSha,
  );
  return merged === undefined ? null : { number: merged.iid, mergedAt: timeOf(merged.merged_at) };
};
