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

/**
 * Makes the client of a provider. Its calls are limited to the API's address, so that the credential reaches no other
 * host.
 * @param allowLoopback true only for `npm start`
 */
export const makeProvider = async (
  provider: Provider,
  access: Omit<ProviderAccess, 'fetch'>,
  allowLoopback: boolean,
): Promise<GitProvider> => {
  const make = await makers[provider]();
  return make({ ...access, fetch: guardedFetch({ baseUrl: access.apiUrl, allowLoopback }) });
};
