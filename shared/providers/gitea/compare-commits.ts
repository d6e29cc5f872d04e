import * as z from 'zod/mini';
import type { ProviderRepository } from '#shared/providers/client/git-provider.ts';
import { type GiteaApi, giteaNeeds } from './api.ts';

const Commit = z.object({
  sha: z.string(),
  parents: z.nullish(z.array(z.object({ sha: z.string() }))),
  files: z.nullish(z.array(z.object({ filename: z.string() }))),
});
const Comparison = z.object({ total_commits: z.int(), commits: z.nullish(z.array(Commit)) });
type Commit = z.infer<typeof Commit>;

/**
 * The files that changed from base to head. Gitea lists commits, each with the files that differ from its first parent
 * (a rename as one added and one removed file). Their union is complete only if the chain of first parents leads from
 * head to base. Otherwise, for instance after a forced push, the result is null.
 */
const filesBetween = (commits: readonly Commit[], base: string, head: string): readonly string[] | null => {
  const known = new Map(commits.map((commit) => [commit.sha, commit]));
  const files = new Set<string>();
  for (let sha = head; sha !== base; ) {
    const commit = known.get(sha);
    const parent = commit?.parents?.[0]?.sha;
    if (commit?.files == null || parent === undefined) return null;
    for (const { filename } of commit.files) files.add(filename);
    known.delete(sha);
    sha = parent;
  }
  return [...files];
};

/** @returns null if Gitea does not list all files. Releases before 1.22 cannot compare. */
export const compareGiteaCommits = async (
  api: GiteaApi,
  repository: ProviderRepository,
  base: string,
  head: string,
): Promise<readonly string[] | null> => {
  const path = await api.path(repository);
  if (path === null) return null;
  const answer = await api.attempt(
    {
      what: 'compare the commits',
      path: `${path}/compare/${encodeURIComponent(base)}...${encodeURIComponent(head)}?verification=false`,
      needs: giteaNeeds.read,
    },
    [404],
    Comparison,
  );
  if (answer.refused !== null) return null;
  const { total_commits: total, commits } = answer.data;
  return total === (commits ?? []).length ? filesBetween(commits ?? [], base, head) : null;
};
