import * as z from 'zod/mini';
import type { RepositoryPage, WantedRepositories } from '#shared/providers/client/git-provider.ts';
import { maxPagesRead, repositoryPage } from '#shared/providers/client/repository-pages.ts';
import { type BitbucketApi, bitbucketNeeds, RepositoryAnswer } from './api.ts';

const Access = z.object({ workspace: z.object({ slug: z.string().check(z.regex(/^[\w.-]{1,100}$/)) }) });
const Repositories = z.object({ values: z.array(RepositoryAnswer), next: z.optional(z.string()) });

const what = 'list the repositories';
const needs = `${bitbucketNeeds.read} To list workspaces it needs to be an API token with the scope read:workspace:bitbucket; with an access token, search for a name that begins with the workspace and a slash.`;

/** The workspaces of the credential, by name. An access token cannot list them: it then depends on the search. */
const workspacesOf = async (api: BitbucketApi, q: string | null): Promise<readonly string[]> => {
  const [named, ...rest] = (q ?? '').split('/');
  if (named !== undefined && rest.length > 0 && /^[\w.-]{1,100}$/.test(named)) return [named];
  const all = await api.pages(
    { what: 'list the workspaces', path: '/user/workspaces?pagelen=100', needs },
    [],
    Access,
    10,
  );
  if (typeof all === 'number') throw api.failed(what, 'it has more than 1,000 workspaces', null);
  return all.map(({ workspace }) => workspace.slug).sort();
};

/**
 * Lists the repositories of one workspace after the other: there is no list across workspaces any more.
 * Source: docs/design/providers.md, "Bitbucket: repositories".
 */
export const listBitbucketRepositories = async (
  api: BitbucketApi,
  { q, limit, position }: WantedRepositories,
): Promise<RepositoryPage> => {
  const workspaces = await workspacesOf(api, q);
  const [begun = '', place = null] = (position ?? '').split(' ');
  const rows: RepositoryPage['rows'][number][] = [];
  const left = workspaces.filter((one) => one >= begun);
  for (const [index, workspace] of left.entries()) {
    if (index === maxPagesRead) return { rows, position: `${workspace} 1:0` };
    const wanted = { q, limit: limit - rows.length, position: workspace === begun ? place : null };
    const page = await repositoryPage(wanted, async (number) => {
      const query = new URLSearchParams({ role: 'member', sort: 'full_name', pagelen: '100', page: String(number) });
      const path = `/repositories/${encodeURIComponent(workspace)}?${query}`;
      const answer = await api.attempt({ what, path, needs }, [404], Repositories);
      // A workspace that was named in the search and does not exist.
      if (answer.refused !== null) return { rows: [], isLast: true };
      const { values, next } = answer.data;
      const found = values.map((one) => ({ fullName: one.full_name, defaultBranch: one.mainbranch?.name ?? null }));
      return { rows: found, isLast: next === undefined };
    });
    rows.push(...page.rows);
    if (page.position !== null) return { rows, position: `${workspace} ${page.position}` };
  }
  return { rows, position: null };
};
