import type { DeployKeyId } from '#shared/contract/id.ts';
import type { DeployKeyRecord, RepositoryRecord } from '#shared/domain/records/repository.ts';

/** The keys that a repository may be opened with: the present one, and the old one while both work. */
export const inForce = (repository: RepositoryRecord): readonly DeployKeyRecord[] => [
  repository.deployKey,
  ...(repository.retiringKey === null ? [] : [repository.retiringKey]),
];

/** The key that opens the repository: until a person has installed the new one, it is the one before. */
export const workingKey = ({ deployKey, retiringKey }: RepositoryRecord): DeployKeyRecord =>
  deployKey.lastVerifiedAt === null && retiringKey !== null ? retiringKey : deployKey;

/** Every key whose secret may exist. */
export const keyIdsOf = (repository: RepositoryRecord): readonly DeployKeyId[] => [
  ...inForce(repository).map((key) => key.id),
  ...repository.abandonedKeyIds,
];
