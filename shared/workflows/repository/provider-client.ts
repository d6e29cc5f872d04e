import { isLocal } from '#shared/config/is-local.ts';
import { Problem } from '#shared/contract/problem.ts';
import { cutText, textLimits } from '#shared/contract/text-limits.ts';
import type { ProviderSettingsRecord } from '#shared/domain/records/provider-settings.ts';
import { apiUrlOf } from '#shared/providers/api-url.ts';
import type { GitProvider } from '#shared/providers/client/git-provider.ts';
import type { ProviderCredential } from '#shared/providers/client/provider-credential.ts';
import { makeProvider, type Reach } from '#shared/providers/make-provider.ts';
import { readCredential } from '#shared/secrets/provider-credential-secret.ts';
import type { VerifiedCredential } from '#shared/workflows/settings/change-provider-settings.ts';
import { credentialAddress } from './credential-address.ts';

const reachOf = ({ caBundle }: ProviderSettingsRecord): Reach => ({ allowLoopback: isLocal(), caBundle });

/**
 * The client of a provider's API, if the organisation has a credential for exactly this host. A credential is sent only
 * to the address that it was set for, whatever the settings say now.
 * @param host from the repository's record
 */
export const providerClient = async (settings: ProviderSettingsRecord, host: string): Promise<GitProvider | null> => {
  const address = credentialAddress(settings, host);
  if (address === null) return null;
  const { apiUrl } = address;
  const stored = await readCredential(address.secretId);
  return stored === null || stored.apiUrl !== apiUrl
    ? null
    : makeProvider(settings.provider, { apiUrl, credential: stored.credential }, reachOf(settings));
};

/**
 * Verifies a credential at the host of the settings.
 * @throws Problem `provider_credential_rejected`, `provider_failed`, `provider_rate_limited`, `validation_failed`
 */
export const verifyCredential = async (
  settings: ProviderSettingsRecord,
  credential: ProviderCredential,
): Promise<VerifiedCredential> => {
  const apiUrl = apiUrlOf(settings.provider, settings.baseUrl);
  if (apiUrl === null) throw new Problem('validation_failed', 'baseUrl: must be sent, there is no public server.');
  const provider = await makeProvider(settings.provider, { apiUrl, credential }, reachOf(settings));
  const { login, expiresAt } = await provider.verifyAccess();
  return { credential, apiUrl, login: cutText(login, textLimits.login), expiresAt };
};
