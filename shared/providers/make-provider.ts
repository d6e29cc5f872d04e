import type { Provider } from '#shared/contract/repository.ts';
import { guardedFetch } from '#shared/network/guarded-fetch.ts';
import type { GitProvider } from '#shared/providers/client/git-provider.ts';
import type { ProviderAccess } from '#shared/providers/client/provider-credential.ts';

type Maker = (access: ProviderAccess) => GitProvider;

/** Each is loaded when its first client is made: octokit alone takes as long as all the rest of a function. */
const makers: Readonly<Record<Provider, () => Promise<Maker>>> = {
  github: async () => (await import('#shared/providers/github/provider.ts')).githubProvider,
  gitlab: async () => (await import('#shared/providers/gitlab/provider.ts')).gitlabProvider,
  bitbucket: async () => (await import('#shared/providers/bitbucket/provider.ts')).bitbucketProvider,
  gitea: async () => (await import('#shared/providers/gitea/provider.ts')).giteaProvider,
};

/** How the API is reached. */
export type Reach = {
  /** True only for `npm start`. */
  readonly allowLoopback: boolean;
  /** Certificates of authorities, PEM, that are trusted besides the usual ones. */
  readonly caBundle: string | null;
};

/**
 * Makes the client of a provider. Its calls are limited to the API's address, so that the credential reaches no other
 * host.
 */
export const makeProvider = async (
  provider: Provider,
  access: Omit<ProviderAccess, 'fetch'>,
  reach: Reach,
): Promise<GitProvider> => {
  const make = await makers[provider]();
  return make({ ...access, fetch: guardedFetch({ baseUrl: access.apiUrl, ...reach }) });
};
