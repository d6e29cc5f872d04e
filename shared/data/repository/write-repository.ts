import { type AuditEntry, changedFields, type Mutation, mutationWrites } from '#shared/data/audit/mutation.ts';
import { projectWrite, type StoredRepository } from '#shared/data/items/project-item.ts';
import { cancelPendingWrites } from '#shared/data/projects/cancel-pending.ts';
import { ifAbsent, ifAll, ifEqual, ifVersion } from '#shared/data/table/conditions.ts';
import type { Item } from '#shared/data/table/item.ts';
import { indexKeys, keys } from '#shared/data/table/keys.ts';
import { transact, type Write } from '#shared/data/table/transact.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { canReconcile } from '#shared/domain/repository/can-reconcile.ts';

const audited = [
  'fullName',
  'branch',
  'status',
  'deployKey',
  'retiringKey',
  'generation',
  'previousGenerationUntil',
] as const;

const earlier = (one: string, other: string): string => (one < other ? one : other);

/** @param dueAt when the tick has to follow up, RFC 3339; null if nothing is left to do */
const repositoryItem = (repository: RepositoryRecord, dueAt: string | null): Item<StoredRepository> => {
  const {
    reconciliation,
    refusals,
    comparesCommits,
    submodules,
    lastComparison,
    lastValidation,
    lastRejectedAt,
    ...rest
  } = repository;
  const { organizationId, projectId } = repository;
  // A working connection is also due for its next reconciliation.
  const due = canReconcile(repository) ? earlier(dueAt ?? reconciliation.nextAt, reconciliation.nextAt) : dueAt;
  return {
    ...rest,
    sweep: reconciliation,
    ...(Object.values(refusals).every((one) => one === null) ? {} : { refusals }),
    ...(comparesCommits ? { comparesCommits } : {}),
    ...(lastComparison === null ? {} : { lastComparison }),
    ...(lastValidation === null ? {} : { lastValidation }),
    ...(lastRejectedAt === null ? {} : { lastRejectedAt }),
    ...(submodules.length === 0 ? {} : { submodules }),
    ...keys.repository(organizationId, projectId),
    ...(due === null ? {} : indexKeys.due(due, projectId)),
  };
};

const overwrite = (repository: RepositoryRecord, dueAt: string | null): Write => ({
  label: 'repository',
  Put: {
    Item: repositoryItem(repository, dueAt),
    ...ifAll(ifVersion(repository.version - 1), ifEqual('connectionId', repository.connectionId)),
  },
});

const auditOf = (action: AuditEntry['action'], before: RepositoryRecord | null, after: RepositoryRecord) => ({
  action,
  resourceId: after.projectId,
  resourceName: after.fullName,
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
      Put: { Item: repositoryItem(repository, dueAt), ...ifAbsent },
    },
    ...mutationWrites(project.organizationId, mutation, auditOf('repository.connecting', null, repository), 201),
  ]);

/** Who asked for a step, and its entry in the audit log. */
export type RepositoryAudit = {
  readonly mutation: Mutation;
  readonly action: AuditEntry['action'];
  readonly before: RepositoryRecord;
  /** Fields of a part of the connection that replace the connection's own fields. */
  readonly entry?: Pick<AuditEntry, 'resourceId' | 'changes'>;
};

/**
 * Writes the next version of a connection over the version that was read.
 * @param project with its new summary; null if the summary stays
 * @param audit null for a step that no principal requested
 * @throws ConditionFailed with `project`, `repository`
 */
export const saveRepository = async (
  project: ProjectRecord | null,
  repository: RepositoryRecord,
  dueAt: string | null,
  audit: RepositoryAudit | null,
): Promise<void> =>
  transact([
    ...(project === null ? [] : [projectWrite(project)]),
    overwrite(repository, dueAt),
    ...(audit === null
      ? []
      : mutationWrites(
          repository.organizationId,
          audit.mutation,
          { ...auditOf(audit.action, audit.before, repository), ...audit.entry },
          200,
        )),
  ]);

/** Records the intent to disconnect and cancels everything queued or waiting. From now on the webhook is refused. */
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
    ...mutationWrites(project.organizationId, mutation, auditOf('repository.disconnecting', before, repository), 200),
  ]);

/** Deletes a connection after its effects were undone. @throws ConditionFailed with `project`, `repository` */
export const endDisconnection = async (project: ProjectRecord, repository: RepositoryRecord): Promise<void> =>
  transact([
    projectWrite(project),
    {
      label: 'repository',
      Delete: {
        Key: keys.repository(repository.organizationId, repository.projectId),
        ...ifEqual('connectionId', repository.connectionId),
      },
    },
  ]);
