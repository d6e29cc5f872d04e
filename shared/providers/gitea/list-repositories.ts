import * as z from 'zod/mini';
import type { RepositoryPage, WantedRepositories } from '#shared/providers/client/git-provider.ts';
import { repositoryPage } from '#shared/providers/client/repository-pages.ts';
import { type GiteaApi, giteaNeeds, RepositoryAnswer } from './api.ts';

const User = z.object({ id: z.int() });
const Found = z.object({ data: z.array(RepositoryAnswer) });
const pageItems = 50;

/**
 * Lists the repositories that the owner of the token owns or contributes to. Without that user's id, the search would
 * list every public repository of the instance.
 * Source: docs/design/providers.md, "Gitea and Forgejo: repositories".
 */
export const listGiteaRepositories = async (api: GiteaApi, wanted: WantedRepositories): Promise<RepositoryPage> => {
  const what = 'list the repositories';
  const { data: user } = await api.call({ what, path: '/user', needs: giteaNeeds.user }, User);
  return repositoryPage(wanted, async (page) => {
    const query = new URLSearchParams({
      uid: String(user.id),
      sort: 'alpha',
      order: 'asc',
      page: String(page),
      limit: String(pageItems),
      ...(wanted.q === null ? {} : { q: wanted.q }),
    });
    const { data, headers } = await api.call({ what, path: `/repos/search?${query}`, needs: giteaNeeds.read }, Found);
    const rows = data.data.map((one) => ({
      fullName: one.full_name,
      defaultBranch: one.empty === true ? null : one.default_branch || null,
    }));
    // An instance may allow fewer rows than were asked for. Without a count only an empty page is known to be the last.
    const total = headers.get('x-total-count');
    return { rows, isLast: rows.length === 0 || (total !== null && page * rows.length >= Number(total)) };
  });
};
