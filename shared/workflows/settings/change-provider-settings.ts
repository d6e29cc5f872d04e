import { decodeTime, ulid } from 'ulid';
import type { CredentialInput } from '#shared/contract/provider-settings.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import { readProviderSettings, saveProviderSettings } from '#shared/data/settings/provider-settings.ts';
import { ConditionFailed } from '#shared/data/table/transact.ts';
import type { ProviderSettingsRecord } from '#shared/domain/records/provider-settings.ts';
import { followUpAt } from '#shared/domain/repository/leftovers.ts';
import type { ProviderCredential } from '#shared/providers/client/provider-credential.ts';
import { credentialSecretId, deleteCredential, storeCredential } from '#shared/secrets/provider-credential-secret.ts';

/** A credential that the provider accepted, with what the provider reports about it. */
export type VerifiedCredential = {
  readonly credential: ProviderCredential;
  readonly apiUrl: string;
  readonly login: string;
  readonly expiresAt: string | null;
};

/** A credential in the form that the providers use. */
export const credentialOf = (input: CredentialInput): ProviderCredential =>
  input.kind === 'token'
    ? { kind: 'token', token: input.token, username: input.username ?? null }
    : { kind: 'app', appId: input.appId, installationId: input.installationId, privateKey: input.privateKey };

const lastFourOf = (credential: ProviderCredential): string =>
  credential.kind === 'token' ? credential.token.slice(-4) : credential.appId.slice(-4);

/**
 * Until this long after its start, a change that was overtaken may still store its secret: a Lambda runs for at most 30
 * s.
 */
const storeWindowMs = 35_000;

/** @param now RFC 3339 */
const mayStillAppear = (secretId: string, now: string): boolean =>
  Date.parse(now) - decodeTime(secretId.slice(-26)) < storeWindowMs;

/**
 * Deletes the given secrets. Removes from the record those that nobody can store any more. May be repeated.
 * @param now RFC 3339
 */
const dropAbandonedSecrets = async (
  settings: ProviderSettingsRecord,
  secretIds: readonly string[],
  now: string,
): Promise<ProviderSettingsRecord> => {
  for (const id of secretIds) await deleteCredential(id);
  const abandonedSecretIds = settings.abandonedSecretIds.filter((id) => mayStillAppear(id, now));
  if (abandonedSecretIds.length === settings.abandonedSecretIds.length) return settings;
  const cleaned = { ...settings, abandonedSecretIds, version: settings.version + 1 };
  try {
    await saveProviderSettings(settings, cleaned, abandonedSecretIds.length === 0 ? null : followUpAt(now), null);
    return cleaned;
  } catch (error) {
    // Another change was faster. Its item lists the abandoned secrets too, and the tick deletes them.
    if (error instanceof ConditionFailed) return settings;
    throw error;
  }
};

const abandoning = (before: ProviderSettingsRecord, after: ProviderSettingsRecord): readonly string[] => {
  const old = before.credential?.secretId;
  return old === undefined || old === after.credential?.secretId
    ? before.abandonedSecretIds
    : [...before.abandonedSecretIds, old];
};

/**
 * Writes changed settings. The secret of a new credential is recorded as abandoned before it is stored, so that the
 * tick finds it after a crash. The old secret is deleted last.
 * @param after the requested settings, with the credential that stays, or without one
 * @param verified a new credential; null if none was sent
 * @throws ConditionFailed with `settings` if another change was faster
 */
export const changeProviderSettings = async (
  before: ProviderSettingsRecord,
  after: ProviderSettingsRecord,
  verified: VerifiedCredential | null,
  mutation: Mutation,
): Promise<ProviderSettingsRecord> => {
  const { now } = mutation;
  let base = before;
  let credential = after.credential;
  if (verified !== null) {
    const secretId = credentialSecretId(before.organizationId, before.provider, ulid(Date.parse(now)));
    base = {
      ...before,
      abandonedSecretIds: [...before.abandonedSecretIds, secretId],
      version: before.version + 1,
    };
    await saveProviderSettings(before, base, followUpAt(now), null);
    await storeCredential(secretId, { apiUrl: verified.apiUrl, credential: verified.credential });
    const { login, expiresAt } = verified;
    const { kind } = verified.credential;
    credential = { kind, lastFour: lastFourOf(verified.credential), setAt: now, expiresAt, login, secretId };
  }
  const next = { ...after, credential, updatedAt: now, version: base.version + 1 };
  const abandonedSecretIds = abandoning(base, next).filter((id) => id !== credential?.secretId);
  const saved = { ...next, abandonedSecretIds };
  await saveProviderSettings(base, saved, abandonedSecretIds.length === 0 ? null : followUpAt(now), mutation);
  return dropAbandonedSecrets(saved, abandonedSecretIds, now);
};

/**
 * Deletes the secrets that an interrupted change left behind, for the tick. Secrets that a running change may be about
 * to use are kept.
 * @param now RFC 3339
 */
export const resumeSettings = async (
  organization: ProviderSettingsRecord['organizationId'],
  provider: ProviderSettingsRecord['provider'],
  now: string,
): Promise<void> => {
  const settings = await readProviderSettings(organization, provider);
  const unused = settings.abandonedSecretIds.filter((id) => !mayStillAppear(id, now));
  await dropAbandonedSecrets(settings, unused, now);
};
