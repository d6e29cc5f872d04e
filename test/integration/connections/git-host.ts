import type { Provider } from '#shared/contract/repository.ts';
import { BitbucketStandIn } from '../providers/bitbucket-stand-in.ts';
import { GiteaStandIn } from '../providers/gitea-stand-in.ts';
import { GithubStandIn } from '../providers/github-stand-in.ts';
import { type GitlabRelease, GitlabStandIn } from '../providers/gitlab-stand-in.ts';
import type { ProviderStandIn } from '../providers/provider-stand-in.ts';
import { outbound } from './outbound.ts';

export type Quality = 'good' | 'weak' | 'wrong';

/** A provider's stand-in as an administrator meets it: an address, and credentials for it. */
export type GitHost<S extends ProviderStandIn = ProviderStandIn> = {
  readonly provider: Provider;
  readonly standIn: S;
  /** What the settings have to name; null for the provider's public host. */
  readonly baseUrl: string | null;
  /** Clone URLs begin with it. */
  readonly cloneBase: string;
  readonly tokens: Readonly<Record<Quality, string>>;
};

/** The token of a quality, as it goes over the wire. */
const tokenOf = async (standIn: ProviderStandIn, quality: Quality): Promise<string> => {
  await standIn
    .connect(quality)
    .verifyAccess()
    .catch(() => undefined);
  return (standIn.requests().at(-1)?.headers.authorization ?? '').replace(/^\S+ /, '');
};

const tokensOf = async (standIn: ProviderStandIn): Promise<GitHost['tokens']> => {
  const good = await tokenOf(standIn, 'good');
  const weak = await tokenOf(standIn, 'weak');
  const wrong = await tokenOf(standIn, 'wrong');
  standIn.reset();
  return { good, weak, wrong };
};

const selfHosted = async <S extends ProviderStandIn>(
  provider: Provider,
  standIn: S,
  baseUrl: string,
): Promise<GitHost<S>> => ({ provider, standIn, baseUrl, cloneBase: baseUrl, tokens: await tokensOf(standIn) });

/** GitHub Enterprise Server. */
export const githubHost = async (): Promise<GitHost<GithubStandIn>> => {
  const standIn = await GithubStandIn.start('token');
  return selfHosted('github', standIn, standIn.apiUrl.replace(/\/api\/v3$/, ''));
};

export const gitlabHost = async (release: GitlabRelease): Promise<GitHost<GitlabStandIn>> => {
  const standIn = await GitlabStandIn.start(release);
  return selfHosted('gitlab', standIn, `${standIn.server.url}/gitlab`);
};

export const giteaHost = async (): Promise<GitHost<GiteaStandIn>> => {
  const standIn = await GiteaStandIn.start();
  return selfHosted('gitea', standIn, `${standIn.server.url}/git`);
};

/** Bitbucket Cloud: what is sent to its public API comes to the stand-in, where `outbound` stands in front of requests. */
export const bitbucketHost = async (): Promise<GitHost<BitbucketStandIn>> => {
  const standIn = await BitbucketStandIn.start('access token');
  outbound.move('https://api.bitbucket.org', standIn.server.url);
  standIn.nextPagesAt = 'https://api.bitbucket.org';
  const tokens = await tokensOf(standIn);
  return { provider: 'bitbucket', standIn, baseUrl: null, cloneBase: 'https://bitbucket.org', tokens };
};
