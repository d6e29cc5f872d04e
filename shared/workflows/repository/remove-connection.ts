import { Problem } from '#shared/contract/problem.ts';
import type { Disconnected } from '#shared/contract/repository.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { inForce, keyIdsOf } from '#shared/domain/repository/deploy-keys.ts';
import { pageOf, providerProfiles } from '#shared/domain/repository/provider-profile.ts';
import { deleteDeployKey } from '#shared/secrets/deploy-key-secret.ts';
import type { ConnectionTools } from './connection-tools.ts';
import { hookWishes, webhookUrl } from './hook-wishes.ts';
import { isRefusal, type ProviderSide, providerSide } from './provider-side.ts';

/** Every URL that a hook of this connection may have at the provider. */
export const hookUrlsOf = (
  repository: RepositoryRecord,
  tools: Pick<ConnectionTools, 'root' | 'publicUrl'>,
): string[] => [
  ...new Set([
    // A version that was taken out of the root key cannot be asked any more.
    ...(tools.root.versions.has(repository.rootKeyVersion)
      ? hookWishes(repository, tools.root, tools.publicUrl).map((wish) => wish.url)
      : []),
    ...[repository.hookId, ...repository.abandonedHookIds].map((id) =>
      webhookUrl(tools.publicUrl, repository.provider, id),
    ),
  ]),
];

const removeAtProvider = async (
  side: ProviderSide,
  repository: RepositoryRecord,
  what: 'deploy key' | 'webhook',
  urls: readonly string[],
): Promise<void> => {
  if (what === 'webhook') {
    await side.removeHooks(urls);
    return;
  }
  for (const id of keyIdsOf(repository)) {
    await side.removeKey(id, inForce(repository).find((key) => key.id === id)?.publicKey ?? null);
  }
};

/** What removing came to. `passing` is a fault of the provider that may be gone at the next try. */
export type Removal = Disconnected & { readonly passing: Problem | null };

/**
 * Removes what a connection has: its hooks and keys at the provider, as far as a credential allows it, and the private
 * halves of its keys in any case. May be repeated.
 * @returns item by item what went, and what a person has to remove and where
 */
export const removeConnection = async (repository: RepositoryRecord, tools: ConnectionTools): Promise<Removal> => {
  const profile = providerProfiles[repository.provider];
  let passing: Problem | null = null;
  const removed: string[] = [];
  const leftBehind: Disconnected['leftBehind'] = [];
  const side = tools.client === null ? null : providerSide(tools.client, repository);
  const where = {
    webhook: profile.webhooksUrl(pageOf(repository)),
    'deploy key': profile.deployKeysUrl(pageOf(repository)),
  };
  const byHand = `It was added by hand: oCore has no credential that could remove it at ${profile.name}.`;
  // The hook goes first: from then on nothing is delivered any more.
  for (const what of ['webhook', 'deploy key'] as const) {
    if (side === null) {
      leftBehind.push({ what, why: byHand, where: where[what] });
      continue;
    }
    try {
      await removeAtProvider(side, repository, what, hookUrlsOf(repository, tools));
      removed.push(what);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (!isRefusal(error)) passing = error;
      leftBehind.push({ what, why: error.message, where: where[what] });
    }
  }
  for (const id of keyIdsOf(repository)) await deleteDeployKey(repository.organizationId, repository.projectId, id);
  // Told in the order in which a person reads the settings: the key, then the hook.
  return {
    removed: [...removed.reverse(), 'private half of the deploy key'],
    leftBehind: leftBehind.reverse(),
    passing,
  };
};
