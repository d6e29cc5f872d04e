import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { workingKey } from './deploy-keys.ts';

/**
 * Whether the connection can list its remote. A key that nobody has installed yet cannot. A repository that another one
 * has replaced is not compared: its pushes are not deployed either.
 */
export const canReconcile = (repository: RepositoryRecord): boolean => {
  const { lastVerifiedAt, installed } = workingKey(repository);
  const { status, replacedBy } = repository;
  const isReady = (lastVerifiedAt !== null || installed === 'automatic') && replacedBy === null;
  return isReady && status !== 'connecting' && status !== 'disconnecting';
};
