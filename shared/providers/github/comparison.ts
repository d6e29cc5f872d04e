import * as z from 'zod/mini';
import type { ProviderRepository } from '#shared/providers/client/git-provider.ts';
import type { GithubApi } from './api.ts';
import type { ApiRequest } from './exchange.ts';

const File = z.object({ filename: z.string(), previous_filename: z.optional(z.string()) });
const Comparison = z.object({
  status: z.enum(['ahead', 'behind', 'identical', 'diverged']),
  files: z.optional(z.array(File)),
});

const comparing = {
  what: 'compare the commits',
  needs: 'It needs the permission Contents (read), or the scope repo of a classic token.',
  method: 'GET',
  path: '/compare/{basehead}',
  // An unknown commit, no common ancestor, or a difference that is too large.
  handles: ({ status }) => [404, 409, 422].includes(status),
} as const satisfies ApiRequest;

/** Whether the head has the base in its history, and the first page of the files that differ. */
export type GithubComparison = { readonly follows: boolean; readonly files: z.infer<typeof File>[] | undefined };

/**
 * Compares two commits. Commits are paged; all files are on the first page.
 * @returns null if GitHub cannot compare them
 */
export const compareOnGithub = async (
  api: GithubApi,
  repository: ProviderRepository,
  base: string,
  head: string,
): Promise<GithubComparison | null> => {
  const parameters = { basehead: `${base}...${head}`, page: 1, per_page: 1 };
  const answer = await api.sendTo(repository, { ...comparing, parameters });
  if (answer.status >= 400) return null;
  const { status, files } = api.read(Comparison, answer, comparing);
  return { follows: status === 'ahead' || status === 'identical', files };
};
