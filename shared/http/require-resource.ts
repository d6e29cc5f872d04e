import { Problem } from '#shared/contract/problem.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { SubmoduleRecord } from '#shared/domain/records/submodule.ts';
import { notFound } from './require-permission.ts';

/** Finds an environment by its id. @throws Problem `not_found` */
export const requireEnvironment = (
  environments: readonly EnvironmentRecord[],
  environmentId: string,
): EnvironmentRecord => {
  const environment = environments.find((one) => one.id === environmentId);
  if (environment === undefined) throw notFound();
  return environment;
};

/** Finds a mapping by its id. @throws Problem `not_found` */
export const requireMapping = (project: ProjectRecord, mappingId: string): MappingRecord => {
  const mapping = project.branchMappings.find((one) => one.id === mappingId);
  if (mapping === undefined) throw notFound();
  return mapping;
};

/** Finds the key of a submodule by its id. @throws Problem `not_found` */
export const requireSubmodule = (repository: RepositoryRecord, submoduleId: string): SubmoduleRecord => {
  const submodule = repository.submodules.find((one) => one.id === submoduleId);
  if (submodule === undefined) throw notFound();
  return submodule;
};

/** @param what an archived project is too late for, as in "before you …" @throws Problem `project_archived` */
export const requireUnarchived = (project: ProjectRecord, what: string): void => {
  if (project.archivedAt === null) return;
  throw new Problem('project_archived', `The project is archived. Unarchive it before you ${what}.`);
};

/** @throws Problem `repository_not_connected` */
export const requireRepository = (repository: RepositoryRecord | null): RepositoryRecord => {
  if (repository !== null) return repository;
  throw new Problem(
    'repository_not_connected',
    'No repository is connected to this project. Connect one with POST /api/projects/{projectId}/repository.',
  );
};
