import type { Connection } from './connection.ts';
import { bitbucketHost, type GitHost, giteaHost, githubHost, gitlabHost } from './git-host.ts';

/** Every provider that an administrator can set a credential for, each at its stand-in. */
export const providerHosts: readonly (readonly [string, () => Promise<GitHost>])[] = [
  ['GitHub Enterprise Server', githubHost],
  ['a GitLab that signs', () => gitlabHost('19')],
  ['Gitea', giteaHost],
  ['Bitbucket', bitbucketHost],
];

/** Has nothing at the provider, and the good credential in the settings. */
export const renewed = async (host: GitHost, at: Connection): Promise<void> => {
  host.standIn.reset();
  if (host.provider === 'bitbucket') Object.assign(host.standIn, { nextPagesAt: 'https://api.bitbucket.org' });
  await at.set('good');
};
