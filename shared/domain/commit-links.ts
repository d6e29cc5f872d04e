import type { Provider } from '#shared/contract/repository-summary.ts';

/** The web page of a repository, as it was when a deployment was made. */
export type RepositoryPage = { readonly provider: Provider; readonly url: string };

/** @param repository a connection, with its HTTPS clone URL */
export const repositoryPage = ({
  provider,
  httpsUrl,
}: {
  readonly provider: Provider;
  readonly httpsUrl: string;
}): RepositoryPage => ({ provider, url: httpsUrl.replace(/\.git$/, '') });

/** Source: docs/design/providers.md, "Pages of commits". */
const pages: Readonly<
  Record<Provider, { readonly commit: string; readonly compare: (before: string, after: string) => string }>
> = {
  github: { commit: 'commit', compare: (before, after) => `compare/${before}...${after}` },
  gitlab: { commit: '-/commit', compare: (before, after) => `-/compare/${before}...${after}` },
  // The newer commit comes first.
  bitbucket: { commit: 'commits', compare: (before, after) => `branches/compare/${after}%0D${before}` },
  gitea: { commit: 'commit', compare: (before, after) => `compare/${before}...${after}` },
};

/** The page of a commit; null if the commit or its repository is not known. */
export const commitUrl = (page: RepositoryPage | null, commit: string | null): string | null =>
  page === null || commit === null ? null : `${page.url}/${pages[page.provider].commit}/${commit}`;

/** The page that compares two commits; null if one is not known, or if they are the same. */
export const compareUrl = (page: RepositoryPage | null, before: string | null, after: string | null): string | null =>
  page === null || before === null || after === null || before === after
    ? null
    : `${page.url}/${pages[page.provider].compare(before, after)}`;
