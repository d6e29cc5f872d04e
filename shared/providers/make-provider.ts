import type { Provider } from '../contract/repository.ts';
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

/** Makes the client of a provider. */
export const makeProvider = (provider: Provider, access: ProviderAccess): GitProvider => makers[provider](access);
