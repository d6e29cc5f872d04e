import { bookkeeping, changedFields, type Mutation } from '#shared/data/audit/mutation.ts';
import { projectWrite } from '#shared/data/items/project-item.ts';
import { cancelPendingWrites } from '#shared/data/projects/write-project.ts';
import type { Item } from '#shared/data/table/item.ts';
import { indexKeys, keys } from '#shared/data/table/keys.ts';
import { transact, type Write } from '#shared/data/table/transact.ts';
import { canSweep } from '#shared/domain/reconcile/sweep.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';

const audited = ['branch', 'status', 'deployKey', 'retiringKey', 'generation', 'previousGenerationUntil'] as const;

const earlier = (one: string, other: string): string => (one < other ? one : other);

/** @param dueAt when the sweep shall look for what is to be finished, RFC 3339; null where there is nothing */
const repositoryItem = (repository: RepositoryRecord, dueAt: string | null): Item<RepositoryRecord> => {
  const { organizationId, projectId, sweep } = repository;
  // A connection that works is compared with its remote again and again.
  const due = canSweep(repository) ? earlier(dueAt ?? sweep.nextAt, sweep.nextAt) : dueAt;
  return {
    ...repository,
    ...keys.repository(organizationId, projectId),
    ...(due === null ? {} : indexKeys.due(due, projectId)),
  };
};

const overwrite = (repository: RepositoryRecord, dueAt: string | null): Write => ({
  label: 'repository',
  Put: {
    Item: repositoryItem(repository, dueAt),
    ConditionExpression: '#version = :before AND connectionId = :connection',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':before': repository.version - 1, ':connection': repository.connectionId },
  },
});

const auditOf = (action: string, before: RepositoryRecord | null, after: RepositoryRecord) => ({
  action,
  resourceId: after.projectId,
  projectId: after.projectId,
  changes: changedFields(before, after, before === null ? ['repositoryUrl', 'branch'] : audited),
});

/** Records the intent to connect before any effect. @throws ConditionFailed with `project`, `repository` */
export const beginConnection = async (
  project: ProjectRecord,
  repository: RepositoryRecord,
  dueAt: string,
  mutation: Mutation,
): Promise<void> =>
  transact([
    projectWrite(project),
    {
      label: 'repository',
      Put: { Item: repositoryItem(repository, dueAt), ConditionExpression: 'attribute_not_exists(pk)' },
    },
    ...bookkeeping(project.organizationId, mutation, auditOf('repository.connecting', null, repository), 201),
  ]);

/**
 * Writes the next step of a connection over the version that was read.
 * @param project the project with its new summary, or null where that stays
 * @param audit null for a step that no principal asked for
 * @throws ConditionFailed with `project`, `repository`
 */
export const saveRepository = async (
  project: ProjectRecord | null,
  repository: RepositoryRecord,
  dueAt: string | null,
  audit: { readonly mutation: Mutation; readonly action: string; readonly before: RepositoryRecord } | null,
): Promise<void> =>
  transact([
    ...(project === null ? [] : [projectWrite(project)]),
    overwrite(repository, dueAt),
    ...(audit === null
      ? []
      : bookkeeping(repository.organizationId, audit.mutation, auditOf(audit.action, audit.before, repository), 200)),
  ]);

/** Records the intent to disconnect, refuses the hooks from now on and cancels what is queued or waits. */
export const beginDisconnection = async (
  project: ProjectRecord,
  before: RepositoryRecord,
  repository: RepositoryRecord,
  environments: readonly EnvironmentRecord[],
  dueAt: string,
  mutation: Mutation,
): Promise<void> =>
  transact([
    projectWrite(project),
    overwrite(repository, dueAt),
    ...cancelPendingWrites(environments, 'The repository was disconnected.', mutation),
    ...bookkeeping(project.organizationId, mutation, auditOf('repository.disconnecting', before, repository), 200),
  ]);

/** Removes a connection whose effects are undone. @throws ConditionFailed with `project`, `repository` */
export const endDisconnection = async (project: ProjectRecord, repository: RepositoryRecord): Promise<void> =>
  transact([
    projectWrite(project),
    {
      label: 'repository',
      Delete: {
        Key: keys.repository(repository.organizationId, repository.projectId),
        ConditionExpression: 'connectionId = :connection',
        ExpressionAttributeValues: { ':connection': repository.connectionId },
      },
    },
  ]);
