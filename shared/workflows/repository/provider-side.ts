import { setTimeout as sleep } from 'node:timers/promises';
import type { DeployKeyId } from '#shared/contract/id.ts';
import { Problem } from '#shared/contract/problem.ts';
import type { DeployKeyRecord, RepositoryRecord } from '#shared/domain/records/repository.ts';
import { providerProfiles } from '#shared/domain/repository/provider-profile.ts';
import type { GitProvider, ProviderRepository } from '#shared/providers/client/git-provider.ts';
import type { HookWish } from './hook-wishes.ts';

/** The title of a key at the provider, which tags it as the key of one connection. */
const titleOf = (id: DeployKeyId): string => `ocore ${id}`;

/** A provider said no for good: repeating the same call will not help. */
export const isRefusal = (error: unknown): error is Problem =>
  error instanceof Problem && (error.status === 400 || error.status === 409);

const tries = 3;

/** Tries what a passing fault may have cut short: 3 times within half a second. */
const patiently = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === tries || isRefusal(error)) throw error;
      await sleep(100 * attempt);
    }
  }
};

/** What a connection has at its provider, through the provider's API. Every call may be repeated. */
export type ProviderSide = {
  /** @throws Problem `provider_credential_rejected` where the credential does not see the repository */
  readonly remote: () => Promise<ProviderRepository>;
  readonly addKey: (key: Pick<DeployKeyRecord, 'id' | 'publicKey'>) => Promise<void>;
  /** @returns whether there was one */
  readonly removeKey: (id: DeployKeyId, publicKey: string | null) => Promise<boolean>;
  /** @returns the wish that was fulfilled */
  readonly setHook: (wishes: readonly HookWish[]) => Promise<HookWish>;
  readonly removeHooks: (urls: readonly string[]) => Promise<boolean>;
};

/** The provider's side of a connection. @param client of the provider, with the organisation's credential */
export const providerSide = (client: GitProvider, repository: RepositoryRecord): ProviderSide => {
  const { provider, fullName, providerRepositoryId } = repository;
  const { name } = providerProfiles[provider];
  let found: Promise<ProviderRepository | null> | undefined;
  const find = (): Promise<ProviderRepository | null> => {
    found ??= client.findRepository(providerRepositoryId === null ? { fullName } : { id: providerRepositoryId });
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
    addKey: async (key) => client.ensureDeployKey(await remote(), { title: titleOf(key.id), publicKey: key.publicKey }),
    removeKey: (id, publicKey) =>
      patiently(async () => client.removeDeployKey(await remote(), { title: titleOf(id), publicKey })),
    setHook: async (wishes) => {
      const { proof } = await client.ensureWebhook(await remote(), wishes);
      const wish = wishes.find((one) => one.proof === proof);
      if (wish === undefined) throw new Error(`${name} chose a proof that nobody wished for.`);
      return wish;
    },
    removeHooks: (urls) => patiently(async () => client.removeWebhook(await remote(), urls)),
  };
};
