import type { DeployKeyId } from '#shared/contract/id.ts';
import type { DeployKeyRecord, RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { GitProvider } from '#shared/providers/client/git-provider.ts';
import { deleteDeployKey } from '#shared/secrets/deploy-key-secret.ts';
import { isPermanent, providerSide } from './provider-side.ts';

/**
 * Removes keys: first at the provider, if a credential is set, then their private halves. A key whose removal the
 * provider refuses permanently is left to a person. May be repeated.
 * @param known those of the keys whose public half is still known, because a key that a person pasted may have any
 * title
 * @throws Problem of the provider if a transient fault persists
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
      if (!isPermanent(error)) throw error;
    });
    await deleteDeployKey(repository.organizationId, repository.projectId, id);
  }
};
