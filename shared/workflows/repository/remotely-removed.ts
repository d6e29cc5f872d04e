import type { ProviderSettingsRecord } from '#shared/domain/records/provider-settings.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { type RemoteRemoval, remoteRemovals } from '#shared/domain/repository/remote-removals.ts';
import { submoduleRemovals } from '#shared/domain/repository/submodules.ts';
import { hasProviderApi } from './credential-address.ts';

/**
 * What has to be removed at the providers when a connection ends: its own key and webhook, and the keys of its submodules.
 * @param settings of all providers
 */
export const remotelyRemoved = (
  repository: RepositoryRecord,
  settings: readonly ProviderSettingsRecord[],
): readonly (Omit<RemoteRemoval, 'what'> & { readonly what: string })[] => [
  ...remoteRemovals(repository, hasProviderApi(repository, settings)),
  ...submoduleRemovals(repository, (one) => hasProviderApi(one, settings)),
];
