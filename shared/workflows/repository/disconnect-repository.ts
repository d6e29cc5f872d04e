import type { Disconnected } from '#shared/contract/repository.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import type { ProjectConfiguration } from '#shared/data/projects/read-project.ts';
import { beginDisconnection, endDisconnection } from '#shared/data/repository/write-repository.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { followUpAt } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { withSummary } from '#shared/domain/repository/repository-summary.ts';
import { isBusy } from '#shared/domain/repository/step-hold.ts';
import { connectionBusy } from './connection-busy.ts';
import { withConnection } from './connection-step.ts';
import type { ConnectionTools } from './connection-tools.ts';
import { removeConnection } from './remove-connection.ts';

/**
 * Undoes the effects of a connection that is marked as disconnecting, and removes it. May be repeated.
 * @returns what was removed and what is left
 */
export const finishDisconnection = async (
  repository: RepositoryRecord,
  tools: ConnectionTools,
): Promise<Disconnected> => {
  const { removed, leftBehind } = await removeConnection(repository, tools);
  await withConnection(repository, ({ project, repository: marked }) =>
    endDisconnection({ ...project, repository: null, version: project.version + 1 }, marked),
  );
  return { removed, leftBehind };
};

/**
 * Disconnects a repository as a workflow: the status `disconnecting` (from then on its webhook answers 401), the
 * provider, the secrets, and the end. The answer lists what is left at the provider.
 * Source: manual, "Disconnecting a Repository"; docs/design/connecting.md, "Disconnecting".
 * @throws Problem `conflict`; ConditionFailed with `project` if another write was faster
 */
export const disconnectRepository = async (
  found: ProjectConfiguration,
  repository: RepositoryRecord,
  tools: ConnectionTools,
  mutation: Mutation,
): Promise<Disconnected> => {
  if (isBusy(repository, mutation.now)) throw connectionBusy('Another request is changing this connection.');
  let marked = repository;
  if (repository.status !== 'disconnecting') {
    marked = nextRepository(repository, {
      status: 'disconnecting',
      statusReason: 'The repository is being disconnected.',
      intentAt: null,
    });
    const named = withSummary(found.project, marked, mutation.now, mutation.principal);
    await beginDisconnection(named, repository, marked, found.environments, followUpAt(mutation.now), mutation);
  }
  return finishDisconnection(marked, tools);
};
