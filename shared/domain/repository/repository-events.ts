import type { Change, ChangeEvent } from '#shared/domain/change.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { presentRepository } from './present-repository.ts';

const shown = (repository: RepositoryRecord): string =>
  JSON.stringify([
    repository.branch,
    repository.fullName,
    repository.status,
    repository.deployKey.id,
    repository.generation,
  ]);

/** What a change of a connection means. It is connected when its key and hook stand, not when it was only intended. */
export const repositoryEvents = ({ before, after }: Change<RepositoryRecord>, publicUrl: string): ChangeEvent[] => {
  if (after === null) {
    if (before === null) return [];
    // A connection has no id of its own: its project's stands for it. Its versions begin anew with each connection.
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
