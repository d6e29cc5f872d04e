import { changedFields, type Mutation, mutationWrites } from '#shared/data/audit/mutation.ts';
import { endPendingWrite } from '#shared/data/items/deployment-item.ts';
import { environmentWrite, newEnvironmentWrite, removeEnvironmentWrite } from '#shared/data/items/environment-item.ts';
import { projectWrite } from '#shared/data/items/project-item.ts';
import { transact } from '#shared/data/table/transact.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';

const audited = ['name', 'odooVersion', 'url', 'approval', 'autoDeploy', 'branches', 'allowMissingSubmodules'] as const;

/**
 * Writes a new environment, its entry in the project and its mapping, if any, in one transaction.
 * @param project with its version raised
 * @throws ConditionFailed with `project`, `idempotency`
 */
export const insertEnvironment = async (
  project: ProjectRecord,
  environment: EnvironmentRecord,
  mutation: Mutation,
): Promise<void> => {
  const mapping = project.branchMappings.find((one) => one.environmentId === environment.id);
  await transact([
    projectWrite(project),
    newEnvironmentWrite(environment),
    ...mutationWrites(
      environment.organizationId,
      mutation,
      {
        action: 'environment.created',
        resourceId: environment.id,
        resourceName: environment.name,
        projectId: project.id,
        changes: {
          ...changedFields(null, environment, ['type', ...audited]),
          ...(mapping === undefined ? {} : { branch: { from: null, to: mapping.branchPattern } }),
        },
      },
      201,
    ),
  ]);
};

/**
 * Writes a changed environment and, if its name changed, its entry in the project.
 * @param project null if the name stays
 * @throws ConditionFailed with `project` or the environment's label
 */
export const saveEnvironment = async (
  project: ProjectRecord | null,
  before: EnvironmentRecord,
  after: EnvironmentRecord,
  mutation: Mutation,
): Promise<void> =>
  transact([
    ...(project === null ? [] : [projectWrite(project)]),
    environmentWrite(after),
    ...mutationWrites(
      after.organizationId,
      mutation,
      {
        action: 'environment.updated',
        resourceId: after.id,
        resourceName: after.name,
        projectId: after.projectId,
        changes: changedFields(before, after, audited),
      },
      200,
    ),
  ]);

/**
 * Removes an environment with its mappings and cancels its pending deployment. Its history stays.
 * @param project without the environment and its mappings, with its version raised
 * @throws ConditionFailed with `project` or the environment's label
 */
export const removeEnvironment = async (
  project: ProjectRecord,
  environment: EnvironmentRecord,
  mutation: Mutation,
): Promise<void> =>
  transact([
    projectWrite(project),
    removeEnvironmentWrite(environment),
    ...(environment.pending === null
      ? []
      : [
          endPendingWrite(environment.organizationId, environment.projectId, environment.pending.id, {
            transition: 'cancel',
            reason: 'The environment was deleted.',
            supersededBy: null,
            now: mutation.now,
            cancelledBy: mutation.principal,
          }),
        ]),
    ...mutationWrites(
      environment.organizationId,
      mutation,
      {
        action: 'environment.deleted',
        resourceId: environment.id,
        resourceName: environment.name,
        projectId: project.id,
        changes: changedFields(environment, null, ['type', ...audited]),
      },
      204,
    ),
  ]);
