import type { MergedRequest, ProviderRepository } from '#shared/providers/client/git-provider.ts';
import { timeOf } from '#shared/providers/webhook/webhook-parts.ts';
import { type GitlabApi, gitlabNeeds } from './api.ts';
import { MergeRequest, mergeCommitOf } from './merge-request.ts';

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
  const merged = all?.find((request) => mergeCommitOf(request, branch) === commitSha);
  return merged === undefined ? null : { number: merged.iid, mergedAt: timeOf(merged.merged_at) };
};
