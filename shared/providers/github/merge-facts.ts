import * as z from 'zod/mini';
import type { MergedCommit, ProviderRepository } from '#shared/providers/client/git-provider.ts';
import { latestMerged } from '#shared/providers/client/latest-merged.ts';
import { timeOf } from '#shared/providers/webhook/webhook-parts.ts';
import type { GithubApi } from './api.ts';
import { compareOnGithub } from './comparison.ts';
import type { ApiRequest } from './exchange.ts';

const PullRequest = z.object({
  number: z.int(),
  merged_at: z.nullable(z.string()),
  merge_commit_sha: z.nullable(z.string()),
  base: z.object({ ref: z.string() }),
});

const listing = {
  what: 'list the merged pull requests',
  needs: 'It needs the permission Pull requests (read), or the scope repo of a classic token.',
  method: 'GET',
  path: '/pulls',
} as const satisfies ApiRequest;

/** Closed requests that were not merged stand between the merged ones, so twice as many are read. */
const maxListed = 100;

/** The requests merged into a branch last. There is no order by merged time: a merge updates its request. */
export const lastMerged = async (
  api: GithubApi,
  repository: ProviderRepository,
  branch: string,
): Promise<readonly MergedCommit[]> => {
  const parameters = { state: 'closed', base: branch, sort: 'updated', direction: 'desc', per_page: maxListed };
  const answer = await api.sendTo(repository, { ...listing, parameters });
  return latestMerged(
    api
      .read(z.array(PullRequest), answer, listing)
      .flatMap(({ number, merged_at: mergedAt, merge_commit_sha: commitSha, base }) =>
        mergedAt === null || commitSha === null || base.ref !== branch
          ? []
          : [{ number, commitSha, mergedAt: timeOf(mergedAt) }],
      ),
  );
};

/** Whether a commit has another one in its history: compared with that one, it is ahead or identical. */
export const holdsCommit = async (
  api: GithubApi,
  repository: ProviderRepository,
  commitSha: string,
  other: string,
): Promise<boolean> => (await compareOnGithub(api, repository, other, commitSha))?.follows === true;
