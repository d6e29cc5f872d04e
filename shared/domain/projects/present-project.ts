import type { BranchMapping } from '#shared/contract/branch-mapping.ts';
import type { Project } from '#shared/contract/project.ts';
import { permissionsOn } from '#shared/domain/access/authorize.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { targetOf } from '#shared/domain/access/target.ts';
import { behaviorOf } from '#shared/domain/branch-mappings/mapping-behavior.ts';
import { mappingWarnings } from '#shared/domain/branch-mappings/mapping-warnings.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';

/** A branch mapping as the API returns it. */
export const presentMapping = (project: ProjectRecord, mapping: MappingRecord): BranchMapping => {
  const environment = project.environments[mapping.environmentId];
  return {
    id: mapping.id,
    projectId: project.id,
    refType: mapping.refType,
    branchPattern: mapping.branchPattern,
    environmentId: mapping.environmentId,
    // An environment and its mappings are deleted in one transaction, so the name always exists.
    environmentName: environment?.name ?? mapping.environmentId,
    environmentType: environment?.type ?? 'development',
    trigger: mapping.trigger,
    behavior: behaviorOf(mapping),
    priority: mapping.priority,
    autoDeploy: mapping.autoDeploy,
    paths: [...mapping.paths],
    warnings: [...mappingWarnings(project, mapping)],
    createdAt: mapping.createdAt,
    updatedAt: mapping.updatedAt,
    updatedBy: mapping.updatedBy,
    updatedByName: mapping.updatedByName,
  };
};

/** A project as an event contains it: without `permissions`, which are those of a caller. */
export const presentProjectToAll = (project: ProjectRecord): Omit<Project, 'permissions'> => ({
  id: project.id,
  name: project.name,
  description: project.description,
  defaultOdooVersion: project.defaultOdooVersion,
  archivedAt: project.archivedAt,
  access: { mode: project.access.mode },
  clonedFrom: project.clonedFrom,
  repository:
    project.repository === null
      ? null
      : {
          provider: project.repository.provider,
          repositoryUrl: project.repository.repositoryUrl,
          fullName: project.repository.fullName,
          branch: project.repository.branch,
          status: project.repository.status,
          statusReason: project.repository.statusReason,
        },
  branchMappings: project.branchMappings.map((mapping) => presentMapping(project, mapping)),
  createdAt: project.createdAt,
  createdBy: project.createdBy,
  createdByName: project.createdByName,
  updatedAt: project.updatedAt,
  updatedBy: project.updatedBy,
  updatedByName: project.updatedByName,
  lastActivityAt: project.lastActivityAt,
});

/** A project as the API returns it to a caller. */
export const presentProject = (project: ProjectRecord, principal: Principal): Project => ({
  ...presentProjectToAll(project),
  permissions: permissionsOn(principal, targetOf(project)),
});
