import type { DeployKeyId } from '#shared/contract/id.ts';
import type { DeployKeyRecord, RepositoryRecord } from '#shared/domain/records/repository.ts';

/** The keys that may open the repository: the present key and, during a rotation, the old one. */
export const keysInForce = (repository: RepositoryRecord): readonly DeployKeyRecord[] => [
  repository.deployKey,
  ...(repository.retiringKey === null ? [] : [repository.retiringKey]),
];

/** The key that opens the repository. During a rotation this is the old key until the new one is proved. */
export const workingKey = ({ deployKey, retiringKey }: RepositoryRecord): DeployKeyRecord =>
  deployKey.lastVerifiedAt === null && retiringKey !== null ? retiringKey : deployKey;

/** The ids of all keys whose secret may still exist. */
export const keyIdsOf = (repository: RepositoryRecord): readonly DeployKeyId[] => [
  ...keysInForce(repository).map((key) => key.id),
  ...repository.abandonedKeyIds,
  ...repository.submodules.map((one) => one.deployKey.id),
];
