import { readProviderSettings } from '#shared/data/settings/provider-settings.ts';
import type { ProviderSettingsRecord } from '#shared/domain/records/provider-settings.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { HostKey } from '#shared/git/host-keys.ts';
import { hostKeysOf } from '#shared/git/host-keys-of.ts';
import type { GitProvider } from '#shared/providers/client/git-provider.ts';
import { type RootKey, rootKey } from '#shared/secrets/root-key.ts';
import { providerClient } from './provider-client.ts';

/** What the steps of a connection work with. */
export type ConnectionTools = {
  readonly root: RootKey;
  readonly publicUrl: string;
  /** The provider's API, where the organisation has a credential for the repository's host; null otherwise. */
  readonly client: GitProvider | null;
  /** The keys that the repository's host is pinned to; none where an administrator has set none. */
  readonly hostKeys: readonly HostKey[];
};

/** Where the tools come from. */
export type ToolSettings = { readonly rootSecretId: string; readonly publicUrl: string };

/**
 * Gets the tools for a connection.
 * @param nowMs milliseconds since the epoch
 * @param known the provider's settings, where they were read already
 */
export const connectionTools = async (
  repository: Pick<RepositoryRecord, 'organizationId' | 'provider' | 'host'>,
  settings: ToolSettings,
  nowMs: number,
  known?: ProviderSettingsRecord,
): Promise<ConnectionTools> => {
  const [root, own] = await Promise.all([
    rootKey(settings.rootSecretId, nowMs),
    known ?? readProviderSettings(repository.organizationId, repository.provider),
  ]);
  return {
    root,
    publicUrl: settings.publicUrl,
    client: await providerClient(own, repository.host),
    hostKeys: hostKeysOf(own, repository.host),
  };
};
