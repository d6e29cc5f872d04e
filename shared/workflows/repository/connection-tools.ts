import { readProviderSettings } from '#shared/data/settings/provider-settings.ts';
import type { ProviderSettingsRecord } from '#shared/domain/records/provider-settings.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { HostKey } from '#shared/git/host-keys.ts';
import { hostKeysOf } from '#shared/git/host-keys-of.ts';
import type { GitProvider } from '#shared/providers/client/git-provider.ts';
import { type RootKey, rootKey } from '#shared/secrets/root-key.ts';
import { providerClient } from './provider-client.ts';

/** What the steps of a connection need. */
export type ConnectionTools = {
  readonly root: RootKey;
  readonly publicUrl: string;
  /** The provider's API; null if the organisation has no credential for the repository's host. */
  readonly client: GitProvider | null;
  /** The pinned SSH host keys of the repository's host; empty if an administrator has set none. */
  readonly hostKeys: readonly HostKey[];
};

/** The settings that the tools are made from. */
export type ToolSettings = { readonly rootSecretId: string; readonly publicUrl: string };

/**
 * Makes the tools for a connection.
 * @param nowMs milliseconds since the epoch
 * @param known the provider's settings, if they were read already
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
