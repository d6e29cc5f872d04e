import type { ProviderSettingsRecord } from '#shared/domain/records/provider-settings.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { gitHostOf, hostName } from '#shared/git/git-host.ts';
import { apiUrlOf } from '#shared/providers/api-url.ts';

/** The secret of a credential, and the only address that it may be sent to. */
export type CredentialAddress = { readonly secretId: string; readonly apiUrl: string };

/**
 * Where the credential of the settings may be used for a repository of this host; null if it may not, or none is set.
 * @param host from the repository's record
 */
export const credentialAddress = (settings: ProviderSettingsRecord, host: string): CredentialAddress | null => {
  const own = gitHostOf(settings);
  const apiUrl = apiUrlOf(settings.provider, settings.baseUrl);
  return settings.credential === null || own === null || apiUrl === null || hostName(own) !== host
    ? null
    : { secretId: settings.credential.secretId, apiUrl };
};

/** Whether the API of the repository's provider can be called with one of these settings. */
export const hasProviderApi = (
  repository: Pick<RepositoryRecord, 'provider' | 'host'>,
  settings: readonly ProviderSettingsRecord[],
): boolean =>
  settings.some((one) => one.provider === repository.provider && credentialAddress(one, repository.host) !== null);
