import * as z from 'zod/mini';
import type { MergedRequest, ProviderRepository } from '#shared/providers/client/git-provider.ts';
import { timeOf } from '#shared/providers/webhook/webhook-parts.ts';
import type { GithubApi } from './api.ts';
import type { ApiRequest } from './exchange.ts';

const PullRequest = z.object({
  number: z.int(),
  merged_at: z.nullable(z.string()),
  /** Of one that is open it is a trial merge, which no branch has. */
  merge_commit_sha: z.nullable(z.string()),
  base: z.object({ ref: z.string() }),
});

const listing = {
  what: 'list the pull requests of the commit',
  needs: 'It needs the permission Pull requests (read), or the scope repo of a classic token.',
  method: 'GET',
  path: '/commits/{commit_sha}/pulls',
} as const satisfies ApiRequest;

/** An unknown commit, or a repository without any. */
const isUnknown = ({ status }: { readonly status: number }): boolean => status === 409 || status === 422;

/** A commit is in few pull requests: all of them are on the first page. */
const mostRequests = 100;

/**
 * The merge that made a commit: a merge commit, the squashed one, or the last of those that were rebased.
 * Source: docs/design/providers.md, "GitHub: pings, merges and renames".
 */
export const mergedInto = async (
  api: GithubApi,
  repository: ProviderRepository,
  commitSha: string,
  branch: string,
): Promise<MergedRequest | null> => {
  const parameters = { commit_sha: commitSha, per_page: mostRequests };
  const answer = await api.sendTo(repository, { ...listing, parameters, handles: isUnknown });
  if (isUnknown(answer)) return null;
  const merged = api
    .read(z.array(PullRequest), answer, listing)
    .find((pull) => pull.merged_at !== null && pull.base.ref === branch && pull.merge_commit_sha === commitSha);
  return merged === undefined ? null : { number: merged.number, mergedAt: timeOf(merged.merged_at) };
};
