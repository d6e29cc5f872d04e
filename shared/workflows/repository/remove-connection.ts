import { Problem } from '#shared/contract/problem.ts';
import type { Disconnected } from '#shared/contract/repository.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { keyIdsOf } from '#shared/domain/repository/deploy-keys.ts';
import { providerProfiles } from '#shared/domain/repository/provider-profile.ts';
import { type RemoteThing, remoteRemovals } from '#shared/domain/repository/remote-removals.ts';
import { deleteDeployKey } from '#shared/secrets/deploy-key-secret.ts';
import type { ConnectionTools } from './connection-tools.ts';
import { hookCandidates, webhookUrl } from './hook-candidates.ts';
import { isPermanent, type ProviderSide, providerSide } from './provider-side.ts';
import { removeSubmoduleKeys } from './remove-submodule.ts';

/** All URLs that webhooks of this connection may have at the provider. */
export const hookUrlsOf = (
  repository: RepositoryRecord,
  tools: Pick<ConnectionTools, 'root' | 'publicUrl'>,
): string[] => [
  ...new Set([
    // Hook ids of a version that was removed from the root key cannot be derived any more.
    ...(tools.root.versions.has(repository.rootKeyVersion)
      ? hookCandidates(repository, tools.root, tools.publicUrl).map((candidate) => candidate.url)
      : []),
    ...[repository.hookId, ...repository.abandonedHookIds].map((id) =>
      webhookUrl(tools.publicUrl, repository.provider, id),
    ),
  ]),
];

const removeAtProvider = async (
  side: ProviderSide,
  repository: RepositoryRecord,
  what: RemoteThing,
  tools: ConnectionTools,
): Promise<void> => {
  switch (what) {
    case 'webhook':
      await side.removeHooks(hookUrlsOf(repository, tools));
      return;
    case 'deploy key':
      await side.removeKey(repository.deployKey.id, repository.deployKey.publicKey);
      for (const id of repository.abandonedKeyIds) await side.removeKey(id, null);
      return;
    case 'old deploy key':
      if (repository.retiringKey !== null)
        await side.removeKey(repository.retiringKey.id, repository.retiringKey.publicKey);
      return;
  }
};

/** The result of a removal. `transient` is a fault of the provider that a later try may not meet. */
export type Removal = Disconnected & { readonly transient: Problem | null };

/**
 * Removes the effects of a connection: its webhooks and keys at the provider, if a credential is set, and the private
 * halves of its keys. May be repeated.
 * @returns what was removed, and what a person has to remove and where
 */
export const removeConnection = async (repository: RepositoryRecord, tools: ConnectionTools): Promise<Removal> => {
  const { name } = providerProfiles[repository.provider];
  let transient: Problem | null = null;
  const removed: string[] = [];
  const leftBehind: Disconnected['leftBehind'] = [];
  const side = tools.client === null ? null : providerSide(tools.client, repository);
  const byHand = `It was added by hand: oCore has no credential that could remove it at ${name}.`;
  // The webhook is removed first, so that deliveries stop.
  for (const { what, settingsUrl } of remoteRemovals(repository, side !== null).toReversed()) {
    if (side === null) {
      leftBehind.push({ what, why: byHand, where: settingsUrl });
      continue;
    }
    try {
      await removeAtProvider(side, repository, what, tools);
      removed.push(what);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (!isPermanent(error)) transient = error;
      leftBehind.push({ what, why: error.message, where: settingsUrl });
    }
  }
  const ofSubmodules = await removeSubmoduleKeys(repository.organizationId, repository.submodules);
  for (const id of keyIdsOf(repository)) await deleteDeployKey(repository.organizationId, repository.projectId, id);
  // The answer lists the key before the webhook, as the settings pages do.
  return {
    removed: [...removed.reverse(), ...ofSubmodules.removed, 'private half of the deploy key'],
    leftBehind: [...leftBehind.reverse(), ...ofSubmodules.leftBehind],
    transient: transient ?? ofSubmodules.transient,
  };
};
