import { readProviderSettings } from '#shared/data/settings/provider-settings.ts';
import type { ProviderSettingsRecord } from '#shared/domain/records/provider-settings.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { type HostTrust, hostTrustOf } from '#shared/git/host-trust-of.ts';
import type { GitProvider } from '#shared/providers/client/git-provider.ts';
import { type RootKey, rootKey } from '#shared/secrets/root-key.ts';
import { providerClient } from './provider-client.ts';

/** What the steps of a connection need. */
export type ConnectionTools = {
  readonly root: RootKey;
  readonly publicUrl: string;
  /** The provider's API; null if the organisation has no credential for the repository's host. */
  readonly client: GitProvider | null;
} & HostTrust;

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
    ...hostTrustOf(own, repository.host),
  };
};
