import * as z from 'zod/mini';
import type { RepositoryPage, WantedRepositories } from '#shared/providers/client/git-provider.ts';
import { repositoryPage } from '#shared/providers/client/repository-pages.ts';
import { type GitlabApi, gitlabNeeds, Project } from './api.ts';

/**
 * Lists the projects of which the owner of the token is a member. GitLab searches in the paths itself.
 * Source: docs/design/providers.md, "GitLab: projects".
 */
export const listGitlabRepositories = (api: GitlabApi, wanted: WantedRepositories): Promise<RepositoryPage> =>
  repositoryPage(wanted, async (page) => {
    const query = new URLSearchParams({
      membership: 'true',
      simple: 'true',
      order_by: 'path',
      sort: 'asc',
      per_page: '100',
      page: String(page),
      ...(wanted.q === null ? {} : { search: wanted.q, search_namespaces: 'true' }),
    });
    const { data, headers } = await api.call(
      { what: 'list the projects', path: `/projects?${query}`, needs: gitlabNeeds.read },
      z.array(Project),
    );
    const rows = data.map((one) => ({
      fullName: one.path_with_namespace,
      defaultBranch: one.default_branch ?? null,
    }));
    return { rows, isLast: (headers.get('x-next-page') ?? '') === '' };
  });
