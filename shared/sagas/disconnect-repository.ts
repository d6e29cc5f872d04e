import type { Disconnected } from '../contract/repository.ts';
import type { Mutation } from '../data/mutation.ts';
import { optimistic } from '../data/optimistic.ts';
import { type ProjectConfiguration, readProjectAndRepository } from '../data/read-project.ts';
import { beginDisconnection, endDisconnection } from '../data/write-repository.ts';
import { isBusy, keyIdsOf, nextRepository, summaryOfRepository, sweepAt } from '../domain/connection.ts';
import type { RepositoryRecord } from '../domain/records.ts';
import { providerProfiles } from '../providers/provider-profile.ts';
import { deleteDeployKey } from '../secrets/deploy-key-secret.ts';
import { busy } from './busy.ts';

const reportOf = (repository: RepositoryRecord): Disconnected => {
  const profile = providerProfiles[repository.provider];
  const why = `It was added by hand: oCore has no credential that could remove it at ${profile.name}.`;
  return {
    removed: ['private half of the deploy key'],
    leftBehind: [
      { what: 'deploy key', why, where: profile.deployKeysUrl(repository.host, repository.fullName) },
      { what: 'webhook', why, where: profile.webhooksUrl(repository.host, repository.fullName) },
    ],
  };
};

/** Undoes the effects of a connection that is marked, and removes it. May be repeated. */
export const finishDisconnection = async (repository: RepositoryRecord): Promise<void> => {
  for (const id of keyIdsOf(repository)) await deleteDeployKey(repository.organizationId, repository.projectId, id);
  await optimistic(async () => {
    const found = await readProjectAndRepository(repository.organizationId, repository.projectId);
    if (found?.repository?.connectionId !== repository.connectionId) return;
    await endDisconnection(
      { ...found.project, repository: null, version: found.project.version + 1 },
      found.repository,
    );
  });
};

/**
 * Disconnects a repository as a saga: `disconnecting` (from then on its hooks answer 401), the secrets, and the end.
 * Says item by item what is left at the provider. Source: manual, "Disconnecting a Repository"; design §6.
 * @throws Problem `conflict`; ConditionFailed with `project` where another was faster
 */
export const disconnectRepository = async (
  found: ProjectConfiguration,
  repository: RepositoryRecord,
  mutation: Mutation,
): Promise<Disconnected> => {
  if (isBusy(repository, mutation.now)) throw busy('Another request is at work on this connection.');
  let marked = repository;
  if (repository.status !== 'disconnecting') {
    marked = nextRepository(repository, {
      status: 'disconnecting',
      statusReason: 'The repository is being disconnected.',
      intentAt: null,
    });
    const named = {
      ...found.project,
      repository: summaryOfRepository(marked),
      updatedAt: mutation.now,
      version: found.project.version + 1,
    };
    await beginDisconnection(named, repository, marked, found.environments, sweepAt(mutation.now), mutation);
  }
  await finishDisconnection(marked);
  return reportOf(marked);
};
