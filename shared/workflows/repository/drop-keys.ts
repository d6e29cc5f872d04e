import type { DeployKeyId } from '#shared/contract/id.ts';
import type { DeployKeyRecord, RepositoryRecord } from '#shared/domain/records/repository.ts';
import { pageOf, providerProfiles } from '#shared/domain/repository/provider-profile.ts';
import type { GitProvider } from '#shared/providers/client/git-provider.ts';
import { deleteDeployKey } from '#shared/secrets/deploy-key-secret.ts';
import { isPermanent, keyTitle, providerSide } from './provider-side.ts';
import { attempted, type EndsStep } from './refused-step.ts';

/** A repository with keys: the connected one, or that of a submodule. */
type Keyed = Pick<
  RepositoryRecord,
  'organizationId' | 'projectId' | 'provider' | 'fullName' | 'httpsUrl' | 'providerRepositoryId'
>;

/** Names the keys that the provider did not let oCore remove; null for none. */
const leftBehind = (repository: Keyed, ids: readonly DeployKeyId[], refusal: string): string | null => {
  if (ids.length === 0) return null;
  const { name, deployKeysUrl } = providerProfiles[repository.provider];
  const titles = ids.map((id) => `"${keyTitle(id)}"`).join(', ');
  return `${name} may still have the deploy key ${titles}, which oCore could not remove. ${refusal} Look at ${deployKeysUrl(pageOf(repository))} and remove it there.`;
};

/** So many keys are named at most. */
const maxNamed = 5;

/**
 * Removes keys: first at the provider, if a credential is set, then their private halves. A key whose removal the
 * provider refuses permanently is left to a person. May be repeated.
 * @param known those of the keys whose public half is still known, because a key that a person pasted may have any
 * title
 * @returns a sentence that names what may be left at the provider; null for nothing
 * @throws Problem of the provider if a transient fault persists
 */
export const dropKeys = async (
  repository: Keyed,
  ids: readonly DeployKeyId[],
  client: GitProvider | null,
  known: readonly Pick<DeployKeyRecord, 'id' | 'publicKey'>[] = [],
  ends: EndsStep = isPermanent,
): Promise<string | null> => {
  const side = client === null ? null : providerSide(client, repository);
  const left: DeployKeyId[] = [];
  let refusal = '';
  for (const id of ids) {
    const publicKey = known.find((key) => key.id === id)?.publicKey ?? null;
    const removed = await attempted(async () => side?.removeKey(id, publicKey), ends);
    if (removed.error !== null) {
      left.push(id);
      refusal = removed.error.message;
    }
    await deleteDeployKey(repository.organizationId, repository.projectId, id);
  }
  return leftBehind(repository, left.slice(-maxNamed), refusal);
};
