import type { MergedRequest, ProviderRepository } from '#shared/providers/client/git-provider.ts';
import type { BitbucketApi } from './api.ts';
import { bitbucketLastMerged } from './merge-facts.ts';

/**
 * Searches the newest pull requests that were merged into the branch. `commit/{sha}/pullrequests` is of no use: it
 * lists pull requests that contain the commit, never the one whose merge made it, and it needs the app Pull Request
 * Commit Links.
 */
export const bitbucketMergedInto = async (
  api: BitbucketApi,
  repository: ProviderRepository,
  commitSha: string,
  branch: string,
): Promise<MergedRequest | null> => {
  const newest = await bitbucketLastMerged(api, repository, branch);
  const merged = newest.find((one) => commitSha.startsWith(one.commitSha));
  return merged === undefined ? null : { number: merged.number, mergedAt: merged.mergedAt };
};
