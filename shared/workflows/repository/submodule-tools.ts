import type { OrganizationId } from '#shared/contract/id.ts';
import { readProviderSettings } from '#shared/data/settings/provider-settings.ts';
import type { SubmoduleRecord } from '#shared/domain/records/submodule.ts';
import { type HostTrust, hostTrustOf } from '#shared/git/host-trust-of.ts';
import type { GitProvider } from '#shared/providers/client/git-provider.ts';
import { providerClient } from './provider-client.ts';
import { type ProviderSide, providerSide } from './provider-side.ts';

/** What the steps of a submodule's key need: it may be at another provider than the repository. */
export type SubmoduleTools = {
  /** The provider's API; null if the organisation has no credential for the submodule's host. */
  readonly client: GitProvider | null;
} & HostTrust;

/** Makes the tools for the repository of a submodule. */
export const submoduleTools = async (
  organization: OrganizationId,
  { provider, host }: Pick<SubmoduleRecord, 'provider' | 'host'>,
): Promise<SubmoduleTools> => {
  const settings = await readProviderSettings(organization, provider);
  return { client: await providerClient(settings, host), ...hostTrustOf(settings, host) };
};

/** The provider's part of a submodule's key; null without a credential. */
export const submoduleSide = (submodule: SubmoduleRecord, { client }: SubmoduleTools): ProviderSide | null =>
  client === null ? null : providerSide(client, { ...submodule, providerRepositoryId: null });
