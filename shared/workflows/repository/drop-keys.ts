import type { DeployKeyId } from '#shared/contract/id.ts';
import type { DeployKeyRecord, RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { GitProvider } from '#shared/providers/client/git-provider.ts';
import { deleteDeployKey } from '#shared/secrets/deploy-key-secret.ts';
import { isRefusal, providerSide } from './provider-side.ts';

/**
 * Takes keys out of use: first at the provider, where a credential allows it, then their private halves. What a provider
 * refuses for good is left to the person who reads its settings page. May be repeated.
 * @param known keys among them whose public half is still known: one that a person has pasted may have any title
 * @throws Problem of the provider where a passing fault stays
 */
export const dropKeys = async (
  repository: RepositoryRecord,
  ids: readonly DeployKeyId[],
  client: GitProvider | null,
  known: readonly DeployKeyRecord[] = [],
): Promise<void> => {
  const side = client === null ? null : providerSide(client, repository);
  for (const id of ids) {
    const publicKey = known.find((key) => key.id === id)?.publicKey ?? null;
    await side?.removeKey(id, publicKey).catch((error: unknown) => {
      if (!isRefusal(error)) throw error;
    });
    await deleteDeployKey(repository.organizationId, repository.projectId, id);
  }
};
