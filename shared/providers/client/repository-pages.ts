import type { ListedRepository, RepositoryPage, WantedRepositories } from './git-provider.ts';

/** One page of a provider's list. */
export type ProviderPage = { readonly rows: readonly ListedRepository[]; readonly isLast: boolean };

/** The most pages that one answer reads: 500 repositories, or 250 where a page has 50. */
export const maxPagesRead = 5;

/** Where the next page begins: the number of a provider's page, from 1, and a row in it, from 0. */
const placeOf = (position: string | null): { readonly page: number; readonly row: number } => {
  const [, page, row] = /^(\d{1,6}):(\d{1,4})$/.exec(position ?? '') ?? [];
  return { page: Math.max(1, Number(page ?? 1)), row: Number(row ?? 0) };
};

/**
 * Makes a page of our own from the provider's pages: those repositories whose name has the wanted part, in any case. It
 * is short if the provider's list ends or `maxPagesRead` pages are read; only in the second case it has a next one.
 * @param read reads one page of the provider, from 1
 */
export const repositoryPage = async (
  { q, limit, position }: WantedRepositories,
  read: (page: number) => Promise<ProviderPage>,
): Promise<RepositoryPage> => {
  const part = q?.toLowerCase() ?? '';
  const start = placeOf(position);
  const rows: ListedRepository[] = [];
  for (let page = start.page; page < start.page + maxPagesRead; page += 1) {
    const found = await read(page);
    for (const [row, repository] of found.rows.entries()) {
      const isPassed = page === start.page && row < start.row;
      if (isPassed || !repository.fullName.toLowerCase().includes(part)) continue;
      if (rows.length === limit) return { rows, position: `${page}:${row}` };
      rows.push(repository);
    }
    if (found.isLast) return { rows, position: null };
  }
  return { rows, position: `${start.page + maxPagesRead}:0` };
};
