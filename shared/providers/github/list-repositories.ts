import * as z from 'zod/mini';
import type { RepositoryPage, WantedRepositories } from '#shared/providers/client/git-provider.ts';
import { repositoryPage } from '#shared/providers/client/repository-pages.ts';
import type { GithubApi } from './api.ts';
import { header } from './api-answer.ts';
import type { ApiRequest } from './exchange.ts';

const Repository = z.object({ full_name: z.string().check(z.maxLength(300)), default_branch: z.nullish(z.string()) });
const OfInstallation = z.object({ repositories: z.array(Repository) });

const listing: ApiRequest = {
  what: 'list the repositories',
  needs: 'It needs the permission Metadata (read), or the scope repo of a classic token.',
  method: 'GET',
  path: '/user/repos',
};

/**
 * Lists the repositories that the owner of a token, or the installation of an App, can reach.
 * Source: docs/design/providers.md, "GitHub: repositories".
 */
export const listGithubRepositories = (api: GithubApi, wanted: WantedRepositories): Promise<RepositoryPage> =>
  repositoryPage(wanted, async (page) => {
    const request = api.isApp
      ? { ...listing, path: '/installation/repositories', parameters: { per_page: 100, page } }
      : { ...listing, parameters: { per_page: 100, page, sort: 'full_name' } };
    const answer = await api.send(request);
    const found = api.isApp
      ? api.read(OfInstallation, answer, listing).repositories
      : api.read(z.array(Repository), answer, listing);
    const rows = found.map((one) => ({ fullName: one.full_name, defaultBranch: one.default_branch ?? null }));
    return { rows, isLast: !/\brel="next"/.test(header(answer, 'link')) };
  });
