import type { Provider } from '#shared/contract/repository.ts';
import type { ProviderSettingsRecord } from '#shared/domain/records/provider-settings.ts';
import { sshOn443 } from '#shared/domain/repository/ssh-on-443.ts';

/** A host of repositories: a provider's public one, or one that an administrator has set. */
export type GitHost = {
  readonly provider: Provider;
  /** The base of its web pages and HTTPS clones: `https://github.com`, `https://git.acme.example:8443/gitlab`. */
  readonly baseUrl: string;
  readonly sshHost: string;
  readonly sshPort: number;
  /** Other names of the same host, each with its SSH port. Self-hosted servers have none. */
  readonly aliases: readonly { readonly host: string; readonly sshPort: number }[];
};

const publicHost = (provider: Provider, host: keyof typeof sshOn443): GitHost => ({
  provider,
  baseUrl: `https://${host}`,
  sshHost: host,
  sshPort: 22,
  aliases: [
    { host: `www.${host}`, sshPort: 22 },
    { host: sshOn443[host], sshPort: 443 },
  ],
});

/** The providers' public hosts. Source: docs/design/providers.md, "Public hosts". */
export const publicHosts: readonly GitHost[] = [
  publicHost('github', 'github.com'),
  publicHost('gitlab', 'gitlab.com'),
  publicHost('bitbucket', 'bitbucket.org'),
];

/** The host of the settings; null if none is set and the provider has no public host. */
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

/** All hosts that an organisation may connect. @param settings of all providers */
export const gitHosts = (settings: readonly ProviderSettingsRecord[]): readonly GitHost[] => [
  ...publicHosts,
  ...settings.flatMap((one) => (one.baseUrl === null ? [] : (gitHostOf(one) ?? []))),
];

/** The name of a host as stored in records: `github.com`, `git.acme.example:8443`. */
export const hostName = (host: Pick<GitHost, 'baseUrl'>): string => new URL(host.baseUrl).host;
