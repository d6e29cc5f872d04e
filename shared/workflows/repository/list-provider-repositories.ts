import { Problem } from '#shared/contract/problem.ts';
import type { ProviderRepositoryListItem } from '#shared/contract/provider-settings.ts';
import type { ProviderSettingsRecord } from '#shared/domain/records/provider-settings.ts';
import { providerProfiles } from '#shared/domain/repository/provider-profile.ts';
import { cloneUrlsOf } from '#shared/git/clone-url.ts';
import { gitHostOf, hostName } from '#shared/git/git-host.ts';
import type { WantedRepositories } from '#shared/providers/client/git-provider.ts';
import { providerClient } from './provider-client.ts';

/**
 * Lists the repositories that the organisation's credential for a provider can reach, with the URLs to connect them.
 * @throws Problem `provider_credential_missing`, `provider_credential_rejected`, `provider_failed`,
 * `provider_rate_limited`
 */
export const listProviderRepositories = async (
  settings: ProviderSettingsRecord,
  wanted: WantedRepositories,
): Promise<{ readonly rows: readonly ProviderRepositoryListItem[]; readonly position: string | null }> => {
  const host = gitHostOf(settings);
  const client = host === null ? null : await providerClient(settings, hostName(host));
  if (host === null || client === null) {
    throw new Problem(
      'provider_credential_missing',
      `No credential for ${providerProfiles[settings.provider].name} is set. Set one in the provider settings, or connect a repository by its clone URL.`,
    );
  }
  const { rows, position } = await client.listRepositories(wanted);
  return {
    rows: rows.map(({ fullName, defaultBranch }) => ({ fullName, ...cloneUrlsOf(host, fullName), defaultBranch })),
    position,
  };
};
