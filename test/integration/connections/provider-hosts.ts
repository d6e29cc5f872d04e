import type { Connection } from './connection.ts';
import { bitbucketHost, type GitHost, giteaHost, githubHost, gitlabHost } from './git-host.ts';

/** The name of a provider, and the start of its stand-in. */
export type ProviderHost = readonly [string, () => Promise<GitHost>];

/** Every provider that an administrator can set a credential for, each at its stand-in. */
export const providerHosts: readonly ProviderHost[] = [
  ['GitHub Enterprise Server', githubHost],
  ['a GitLab that signs', () => gitlabHost('19')],
  ['Gitea', giteaHost],
  ['Bitbucket', bitbucketHost],
];

/** The fast lane asks the first one, the exhaustive lane the others. */
export const firstHosts = providerHosts.slice(0, 1);
export const furtherHosts = providerHosts.slice(1);

/** Has nothing at the provider, and the good credential in the settings. */
export const renewed = async (host: GitHost, at: Connection): Promise<void> => {
  host.standIn.reset();
  if (host.provider === 'bitbucket') Object.assign(host.standIn, { nextPagesAt: 'https://api.bitbucket.org' });
  await at.set('good');
};
