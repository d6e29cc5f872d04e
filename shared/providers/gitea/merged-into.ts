import * as z from 'zod/mini';
import type { MergedRequest, ProviderRepository } from '#shared/providers/client/git-provider.ts';
import { timeOf } from '#shared/providers/webhook/webhook-parts.ts';
import { type GiteaApi, giteaNeeds } from './api.ts';

const PullRequest = z.object({
  number: z.int(),
  merged: z.boolean(),
  merged_at: z.nullish(z.string()),
  merge_commit_sha: z.nullish(z.string()),
  base: z.object({ ref: z.string() }),
});

/** Gitea finds the pull request by the commit that its merge made, and answers 404 if there is none. */
export const giteaMergedInto = async (
  api: GiteaApi,
  repository: ProviderRepository,
  commitSha: string,
  branch: string,
): Promise<MergedRequest | null> => {
  const path = await api.pathOrReject(repository, giteaNeeds.read);
  const answer = await api.attempt(
    {
      what: 'find the pull request of the commit',
      path: `${path}/commits/${encodeURIComponent(commitSha)}/pull`,
      needs: giteaNeeds.read,
    },
    [404],
    PullRequest,
  );
  if (answer.refused !== null) return null;
  const { number, merged, merged_at: mergedAt, merge_commit_sha: merge, base } = answer.data;
  return merged && base.ref === branch && merge === commitSha ? { number, mergedAt: timeOf(mergedAt) } : null;
};
