import type { DeployKeyId } from '#shared/contract/id.ts';
import { Problem } from '#shared/contract/problem.ts';
import type { DeployKeyRecord, RepositoryRecord } from '#shared/domain/records/repository.ts';
import { providerProfiles, repositoryAddress } from '#shared/domain/repository/provider-profile.ts';
import type { GitProvider, ProviderRepository } from '#shared/providers/client/git-provider.ts';
import { retry } from '#shared/retry/retry.ts';
import type { HookCandidate } from './hook-candidates.ts';

/** The title of a key at the provider. It identifies the key as ours. */
export const keyTitle = (id: DeployKeyId): string => `ocore ${id}`;

/**
 * Whether the provider refused permanently: repeating the same call will not help. Only what may pass says when to try
 * again (D-021).
 */
export const isPermanent = (error: unknown): error is Problem =>
  error instanceof Problem &&
  error.retryAfterSeconds === null &&
  (error.status === 400 || error.status === 409 || error.code === 'provider_failed');

/** Retries transient faults: 3 attempts within half a second. */
const retryTransient = <T>(work: () => Promise<T>): Promise<T> =>
  retry(work, { attempts: 3, retries: (error) => !isPermanent(error), pauseMs: (attempt) => 100 * attempt });

/** The provider's part of a connection, through the provider's API. Every call may be repeated. */
export type ProviderSide = {
  /** @throws Problem `provider_credential_rejected` if the credential does not see the repository */
  readonly remote: () => Promise<ProviderRepository>;
  readonly addKey: (key: Pick<DeployKeyRecord, 'id' | 'publicKey'>) => Promise<void>;
  /** @returns whether there was one */
  readonly removeKey: (id: DeployKeyId, publicKey: string | null) => Promise<boolean>;
  /** @returns the candidate that was installed */
  readonly setHook: (candidates: readonly HookCandidate[]) => Promise<HookCandidate>;
  readonly removeHooks: (urls: readonly string[]) => Promise<boolean>;
};

/** The provider's part of a connection. @param client with the organisation's credential */
export const providerSide = (
  client: GitProvider,
  repository: Pick<RepositoryRecord, 'provider' | 'fullName' | 'providerRepositoryId'>,
): ProviderSide => {
  const { provider, fullName } = repository;
  const { name } = providerProfiles[provider];
  let found: Promise<ProviderRepository | null> | undefined;
  const find = (): Promise<ProviderRepository | null> => {
    found ??= client.findRepository(repositoryAddress(repository));
    found.catch(() => {
      found = undefined;
    });
    return found;
  };
  const remote = async (): Promise<ProviderRepository> => {
    const there = await find();
    if (there !== null) return there;
    throw new Problem(
      'provider_credential_rejected',
      `${name} shows no repository ${fullName} to the credential in the provider settings. Check the name, or give the credential access to it.`,
    );
  };
  return {
    remote,
    addKey: async (key) =>
      client.ensureDeployKey(await remote(), { title: keyTitle(key.id), publicKey: key.publicKey }),
    removeKey: (id, publicKey) =>
      retryTransient(async () => client.removeDeployKey(await remote(), { title: keyTitle(id), publicKey })),
    setHook: async (candidates) => {
      const { proof } = await client.ensureWebhook(await remote(), candidates);
      const candidate = candidates.find((one) => one.proof === proof);
      if (candidate === undefined) throw new Error(`${name} chose a proof that is not among the candidates.`);
      return candidate;
    },
    removeHooks: (urls) => retryTransient(async () => client.removeWebhook(await remote(), urls)),
  };
};
