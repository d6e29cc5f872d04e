import * as z from 'zod/mini';
import type { MergedRequest, ProviderRepository } from '#shared/providers/client/git-provider.ts';
import { timeOf } from '#shared/providers/webhook/webhook-parts.ts';
import type { GithubApi } from './api.ts';
import type { ApiRequest } from './exchange.ts';

const PullRequest = z.object({
  number: z.int(),
  merged_at: z.nullable(z.string()),
  /** For an open pull request this is a test merge, which is on no branch. */
  merge_commit_sha: z.nullable(z.string()),
  base: z.object({ ref: z.string() }),
});

const listing = {
  what: 'list the pull requests of the commit',
  needs: 'It needs the permission Pull requests (read), or the scope repo of a classic token.',
  method: 'GET',
  path: '/commits/{commit_sha}/pulls',
} as const satisfies ApiRequest;

/** An unknown commit, or an empty repository. */
const isUnknown = ({ status }: { readonly status: number }): boolean => status === 409 || status === 422;

/** A commit is in few pull requests, so all are on the first page. */
const maxRequests = 100;

/**
 * The pull request whose merge made a commit: the merge commit, the squashed commit, or the last rebased one.
 * Source: docs/design/providers.md, "GitHub: pings, merges and renames".
 */
export const mergedInto = async (
  api: GithubApi,
  repository: ProviderRepository,
  commitSha: string,
  branch: string,
): Promise<MergedRequest | null> => {
  const parameters = { commit_sha: commitSha, per_page: maxRequests };
  const answer = await api.sendTo(repository, { ...listing, parameters, handles: isUnknown });
  if (isUnknown(answer)) return null;
  const merged = api
    .read(z.array(PullRequest), answer, listing)
    .find((pull) => pull.merged_at !== null && pull.base.ref === branch && pull.merge_commit_sha === commitSha);
  return merged === undefined ? null : { number: merged.number, mergedAt: timeOf(merged.merged_at) };
};
