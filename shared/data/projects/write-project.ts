import { type AuditEntry, changedFields, type Mutation, mutationWrites } from '#shared/data/audit/mutation.ts';
import { newEnvironmentWrite } from '#shared/data/items/environment-item.ts';
import { organizationCheck } from '#shared/data/items/organization-item.ts';
import {
  freeNameWrite,
  nameWrites,
  newProjectWrite,
  projectCheck,
  projectWrite,
} from '#shared/data/items/project-item.ts';
import { keys } from '#shared/data/table/keys.ts';
import { maxWrites, transact, type Write } from '#shared/data/table/transact.ts';
import { changedBy } from '#shared/domain/actor.ts';
import { foldName } from '#shared/domain/fold-name.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { cancelPendingWrites } from './cancel-pending.ts';

const audited = [
  'name',
  'description',
  'defaultOdooVersion',
  'archivedAt',
  'access',
  'repository',
  'branchMappings',
  'environments',
] as const satisfies readonly (keyof ProjectRecord)[];

const auditedOfNew = ['name', 'description', 'defaultOdooVersion', 'clonedFrom'] as const;

const entryOf = (action: AuditEntry['action'], before: ProjectRecord | null, after: ProjectRecord): AuditEntry => ({
  action,
  resourceId: after.id,
  resourceName: after.name,
  projectId: after.id,
  changes: changedFields(before, after, before === null ? auditedOfNew : audited),
});

const renameWrites = (before: ProjectRecord, after: ProjectRecord): Write[] =>
  foldName(before.name) === foldName(after.name) ? [] : [freeNameWrite(before), ...nameWrites(after)];

/**
 * Writes a new project with its name, in one transaction.
 * @throws ConditionFailed with `name` if the name is taken, with `idempotency` if the key was used before
 */
export const insertProject = async (
  project: ProjectRecord,
  mutation: Mutation,
  action: AuditEntry['action'] = 'project.created',
): Promise<void> =>
  transact([
    newProjectWrite(project),
    ...nameWrites(project),
    ...mutationWrites(project.organizationId, mutation, entryOf(action, null, project), 201),
  ]);

/** What the access of a clone was decided from. If either has changed since, the clone is refused. */
export type ClonedFrom = {
  /** From which the caller's rights were read. */
  readonly organization: OrganizationRecord;
  readonly origin: ProjectRecord;
};

/**
 * Writes a clone: the project, its name and its environments, in one transaction, with the list entries of the grants.
 * Where these exceed it, they are written before it: they grant nothing by themselves.
 * @param decidedFrom null for a clone of a project without grants
 * @throws ConditionFailed with `name`, `idempotency`, and with `project` or `organization` if another change was faster
 */
export const insertClone = async (
  project: ProjectRecord,
  environments: readonly EnvironmentRecord[],
  mutation: Mutation,
  decidedFrom: ClonedFrom | null,
): Promise<void> => {
  const grants = Object.keys(project.access.grants).map(
    (principal): Write => ({
      label: 'grant',
      Put: { Item: { ...keys.grant(project.organizationId, principal, project.id), projectId: project.id } },
    }),
  );
  const writes = [
    newProjectWrite(project),
    ...nameWrites(project),
    ...environments.map(newEnvironmentWrite),
    ...(decidedFrom === null ? [] : [projectCheck(decidedFrom.origin), organizationCheck(decidedFrom.organization)]),
    ...mutationWrites(project.organizationId, mutation, entryOf('project.cloned', null, project), 201),
  ];
  if (writes.length + grants.length <= maxWrites) return transact([...writes, ...grants]);
  for (let start = 0; start < grants.length; start += maxWrites) {
    await transact(grants.slice(start, start + maxWrites));
  }
  await transact(writes);
};

/**
 * Writes a changed project and, if it changed, its name.
 * @param after with its version raised by one
 * @throws ConditionFailed with `project` if another change was faster, with `name` if the name is taken
 */
export const saveProject = async (
  before: ProjectRecord,
  after: ProjectRecord,
  mutation: Mutation,
  audit: {
    readonly action: AuditEntry['action'];
    /** By default the project itself. */
    readonly resource?: Pick<AuditEntry, 'resourceId' | 'resourceName'>;
    readonly status?: number;
    readonly changes?: AuditEntry['changes'];
  },
): Promise<void> =>
  transact([
    projectWrite(after),
    ...renameWrites(before, after),
    ...mutationWrites(
      after.organizationId,
      mutation,
      {
        action: audit.action,
        ...(audit.resource ?? { resourceId: after.id, resourceName: after.name }),
        projectId: after.id,
        changes: audit.changes ?? changedFields(before, after, audited),
      },
      audit.status ?? 200,
    ),
  ]);

/** Archives a project and cancels everything queued or waiting, in one transaction. @throws ConditionFailed */
export const archiveProject = async (
  before: ProjectRecord,
  after: ProjectRecord,
  environments: readonly EnvironmentRecord[],
  mutation: Mutation,
): Promise<void> =>
  transact([
    projectWrite(after),
    ...cancelPendingWrites(environments, 'The project was archived.', mutation),
    ...mutationWrites(after.organizationId, mutation, entryOf('project.archived', before, after), 200),
  ]);

/** Marks a project as deleted and frees its name. From then on it answers 404 everywhere. @throws ConditionFailed */
export const markDeleting = async (before: ProjectRecord, mutation: Mutation): Promise<void> =>
  transact([
    projectWrite({
      ...before,
      deletingAt: mutation.now,
      ...changedBy(mutation.principal, mutation.now),
      version: before.version + 1,
    }),
    freeNameWrite(before),
    ...mutationWrites(
      before.organizationId,
      mutation,
      {
        action: 'project.deleted',
        resourceId: before.id,
        resourceName: before.name,
        projectId: before.id,
        changes: { name: { from: before.name, to: null } },
      },
      204,
    ),
  ]);
