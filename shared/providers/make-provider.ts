import type { Provider } from '../contract/repository.ts';
import { guardedFetch } from '../network/guarded-fetch.ts';
import { bitbucketProvider } from './bitbucket.ts';
import type { GitProvider } from './git-provider.ts';
import { giteaProvider } from './gitea.ts';
import { githubProvider } from './github.ts';
import { gitlabProvider } from './gitlab.ts';
import type { ProviderAccess } from './provider-credential.ts';

const makers: Readonly<Record<Provider, (access: ProviderAccess) => GitProvider>> = {
  github: githubProvider,
  gitlab: gitlabProvider,
  bitbucket: bitbucketProvider,
  gitea: giteaProvider,
};

/**
 * Makes the client of a provider, whose calls are bound to the API's address: the credential can reach no other.
 * @param allowLoopback only where the service runs on one machine
 */
export const makeProvider = (
  provider: Provider,
  access: Omit<ProviderAccess, 'fetch'>,
  allowLoopback: boolean,
): GitProvider => makers[provider]({ ...access, fetch: guardedFetch({ baseUrl: access.apiUrl, allowLoopback }) });
