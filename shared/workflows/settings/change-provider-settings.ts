import { decodeTime, ulid } from 'ulid';
import type { CredentialInput } from '#shared/contract/provider-settings.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import { readProviderSettings, saveProviderSettings } from '#shared/data/settings/provider-settings.ts';
import { ConditionFailed } from '#shared/data/table/transact.ts';
import type { ProviderSettingsRecord } from '#shared/domain/records/provider-settings.ts';
import { sweepAt } from '#shared/domain/repository/leftovers.ts';
import type { ProviderCredential } from '#shared/providers/client/provider-credential.ts';
import { credentialSecretId, deleteCredential, storeCredential } from '#shared/secrets/provider-credential-secret.ts';

/** A credential that the provider has accepted, with what it said of it. */
export type TriedCredential = {
  readonly credential: ProviderCredential;
  readonly apiUrl: string;
  readonly login: string;
  readonly expiresAt: string | null;
};

/** A credential as the providers use it. */
export const credentialOf = (input: CredentialInput): ProviderCredential =>
  input.kind === 'token'
    ? { kind: 'token', token: input.token, username: input.username ?? null }
    : { kind: 'app', appId: input.appId, installationId: input.installationId, privateKey: input.privateKey };

const lastFourOf = (credential: ProviderCredential): string =>
  credential.kind === 'token' ? credential.token.slice(-4) : credential.appId.slice(-4);

/** So long after it began, a change that was overtaken may still store its secret: a Lambda lives 30 s at the most. */
const leaseMs = 35_000;

/** @param now RFC 3339 */
const mayStillCome = (secretId: string, now: string): boolean =>
  Date.parse(now) - decodeTime(secretId.slice(-26)) < leaseMs;

/**
 * Deletes secrets, and forgets those that no settings use and nobody can store any more. May be repeated.
 * @param now RFC 3339
 */
const tidySettings = async (
  settings: ProviderSettingsRecord,
  doomed: readonly string[],
  now: string,
): Promise<ProviderSettingsRecord> => {
  for (const id of doomed) await deleteCredential(id);
  const abandonedSecretIds = settings.abandonedSecretIds.filter((id) => mayStillCome(id, now));
  if (abandonedSecretIds.length === settings.abandonedSecretIds.length) return settings;
  const tidy = { ...settings, abandonedSecretIds, version: settings.version + 1 };
  try {
    await saveProviderSettings(settings, tidy, abandonedSecretIds.length === 0 ? null : sweepAt(now), null);
    return tidy;
  } catch (error) {
    // Another change was faster: what is abandoned stands in its item too, and the sweep comes back to it.
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
 * Writes changed settings. A new credential's secret is recorded as abandoned before it is stored, so that a crash leaves
 * nothing that the sweep cannot find; the one before it goes last.
 * @param after the wish, with the credential that stays, or without one
 * @param tried a new credential, or null where none was sent
 * @throws ConditionFailed with `settings` where another change was faster
 */
export const changeProviderSettings = async (
  before: ProviderSettingsRecord,
  after: ProviderSettingsRecord,
  tried: TriedCredential | null,
  mutation: Mutation,
): Promise<ProviderSettingsRecord> => {
  const { now } = mutation;
  let base = before;
  let credential = after.credential;
  if (tried !== null) {
    const secretId = credentialSecretId(before.organizationId, before.provider, ulid(Date.parse(now)));
    base = {
      ...before,
      abandonedSecretIds: [...before.abandonedSecretIds, secretId],
      version: before.version + 1,
    };
    await saveProviderSettings(before, base, sweepAt(now), null);
    await storeCredential(secretId, { apiUrl: tried.apiUrl, credential: tried.credential });
    const { login, expiresAt } = tried;
    const { kind } = tried.credential;
    credential = { kind, lastFour: lastFourOf(tried.credential), setAt: now, expiresAt, login, secretId };
  }
  const next = { ...after, credential, updatedAt: now, version: base.version + 1 };
  const abandonedSecretIds = abandoning(base, next).filter((id) => id !== credential?.secretId);
  const saved = { ...next, abandonedSecretIds };
  await saveProviderSettings(base, saved, abandonedSecretIds.length === 0 ? null : sweepAt(now), mutation);
  return tidySettings(saved, abandonedSecretIds, now);
};

/**
 * Finishes what a change left when it was cut short, for the sweep. It leaves alone what a change under way may be about to
 * use. @param now RFC 3339
 */
export const resumeSettings = async (
  organization: ProviderSettingsRecord['organizationId'],
  provider: ProviderSettingsRecord['provider'],
  now: string,
): Promise<void> => {
  const settings = await readProviderSettings(organization, provider);
  const doomed = settings.abandonedSecretIds.filter((id) => !mayStillCome(id, now));
  await tidySettings(settings, doomed, now);
};
