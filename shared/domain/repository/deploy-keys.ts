import type { DeployKeyId } from '#shared/contract/id.ts';
import type { DeployKeyRecord, RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { SubmoduleRecord } from '#shared/domain/records/submodule.ts';
import type { KeyPair } from './replaced-key.ts';

/** The keys that may open the repository: the present key and, during a rotation, the old one. */
export const keysInForce = (repository: KeyPair): readonly DeployKeyRecord[] => [
  repository.deployKey,
  ...(repository.retiringKey === null ? [] : [repository.retiringKey]),
];

/** The key that opens a repository. During a rotation this is the old key until the new one is proved. */
export const workingKey = ({ deployKey, retiringKey }: KeyPair): DeployKeyRecord =>
  deployKey.lastVerifiedAt === null && retiringKey !== null ? retiringKey : deployKey;

/** All keys of a submodule that its provider or Secrets Manager may have. */
export const keysOfSubmodule = (submodule: SubmoduleRecord): readonly Pick<DeployKeyRecord, 'id' | 'publicKey'>[] => [
  ...keysInForce(submodule),
  ...submodule.abandonedKeys,
];

/** The ids of all keys whose secret may still exist. */
export const keyIdsOf = (repository: RepositoryRecord): readonly DeployKeyId[] => [
  ...keysInForce(repository).map((key) => key.id),
  ...repository.abandonedKeyIds,
  ...repository.submodules.flatMap((one) => keysOfSubmodule(one).map((key) => key.id)),
];
