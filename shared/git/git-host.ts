import type { Provider } from '#shared/contract/repository.ts';
import type { ProviderSettingsRecord } from '#shared/domain/records/provider-settings.ts';

/** A host that repositories may live on: a provider's own, or one that an administrator has set. */
export type GitHost = {
  readonly provider: Provider;
  /** Where its pages and its HTTPS clones are: `https://github.com`, `https://git.acme.example:8443/gitlab`. */
  readonly baseUrl: string;
  readonly sshHost: string;
  readonly sshPort: number;
  /** Other names of the same host, with the SSH port that each stands for. Self-hosted servers have none. */
  readonly aliases: readonly { readonly host: string; readonly sshPort: number }[];
};

const publicHost = (provider: Provider, host: string, sshAlias: string): GitHost => ({
  provider,
  baseUrl: `https://${host}`,
  sshHost: host,
  sshPort: 22,
  aliases: [
    { host: `www.${host}`, sshPort: 22 },
    { host: sshAlias, sshPort: 443 },
  ],
});

/** The providers' public hosts. Source: docs/design/providers.md, "Public hosts". */
export const publicHosts: readonly GitHost[] = [
  publicHost('github', 'github.com', 'ssh.github.com'),
  publicHost('gitlab', 'gitlab.com', 'altssh.gitlab.com'),
  publicHost('bitbucket', 'bitbucket.org', 'altssh.bitbucket.org'),
];

/** The host that settings stand for; null where a provider without a public host has none set. */
export const gitHostOf = (settings: ProviderSettingsRecord): GitHost | null => {
  const { provider, baseUrl, sshHost, sshPort } = settings;
  if (baseUrl === null) return publicHosts.find((host) => host.provider === provider) ?? null;
  return {
    provider,
    baseUrl,
    sshHost: sshHost ?? new URL(baseUrl).hostname,
    sshPort: sshPort ?? 22,
    aliases: [],
  };
};

/** Every host that an organisation may connect from. @param settings all that it has set */
export const gitHosts = (settings: readonly ProviderSettingsRecord[]): readonly GitHost[] => [
  ...publicHosts,
  ...settings.flatMap((one) => (one.baseUrl === null ? [] : (gitHostOf(one) ?? []))),
];

/** The name of a host as records keep it: `github.com`, `git.acme.example:8443`. */
export const hostName = (host: Pick<GitHost, 'baseUrl'>): string => new URL(host.baseUrl).host;
