import type { Change, ChangeEvent } from '#shared/domain/change.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { presentRepository } from './present-repository.ts';

const shown = (repository: RepositoryRecord): string =>
  JSON.stringify([
    repository.branch,
    repository.fullName,
    repository.status,
    repository.deployKey.id,
    repository.submodules.map((one) => [one.deployKey.id, one.step]),
    repository.generation,
    repository.replacedBy,
  ]);

/**
 * The events of a changed connection. `repository.connected` is sent when key and webhook are set up, not when the
 * intent is recorded.
 */
export const repositoryEvents = ({ before, after }: Change<RepositoryRecord>, publicUrl: string): ChangeEvent[] => {
  if (after === null) {
    if (before === null) return [];
    // A connection has no id of its own, so the project's id is used. Versions start again with each connection.
    const version = `${before.connectionId}.${before.version}`;
    const data = { id: before.projectId };
    return [{ type: 'repository.disconnected', subject: before.projectId, version, data }];
  }
  if (after.status === 'connecting' || after.status === 'disconnecting') return [];
  const isNew = before === null || before.status === 'connecting';
  if (!isNew && shown(before) === shown(after)) return [];
  const data = { ...presentRepository(after, { publicUrl, lastDelivery: null, secret: null }) };
  const type = isNew ? 'repository.connected' : 'repository.updated';
  return [{ type, subject: after.projectId, version: `${after.connectionId}.${after.version}`, data }];
};
