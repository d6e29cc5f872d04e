import type { Principal } from '#shared/domain/access/principal.ts';
import { presentDeployment } from '#shared/domain/deployments/present-deployment.ts';
import {
  type EnvironmentFacts,
  presentEnvironment,
  type Reader,
} from '#shared/domain/environments/present-environment.ts';
import { presentMapping, presentProject } from '#shared/domain/projects/present-project.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { SubmoduleRecord } from '#shared/domain/records/submodule.ts';
import { presentSubmodule } from '#shared/domain/repository/submodules.ts';
import { accepted, created, ok, type Reply } from './reply.ts';

/** 200 with a project. */
export const projectReply = (project: ProjectRecord, principal: Principal): Reply =>
  ok(presentProject(project, principal), project.version);

/** 200 with an environment. */
export const environmentReply = (environment: EnvironmentRecord, facts: EnvironmentFacts, reader: Reader): Reply =>
  ok(presentEnvironment(environment, facts, reader), environment.version);

/** 200 with a mapping; 201 with its address if it is new. */
export const mappingReply = (status: 200 | 201, project: ProjectRecord, mapping: MappingRecord): Reply => {
  const body = presentMapping(project, mapping);
  const location = `/api/projects/${project.id}/branch-mappings/${mapping.id}`;
  return status === 200 ? ok(body, mapping.version) : created(body, mapping.version, location);
};

/** 200 with all mappings of a project, by priority. Their version is the project's. */
export const mappingsReply = (project: ProjectRecord): Reply => {
  const branchMappings = project.branchMappings.map((mapping) => presentMapping(project, mapping));
  return ok({ branchMappings, nextCursor: null }, project.version);
};

/** 200 with the key of a submodule; 201 with its address if it is new. Its version is the connection's. */
export const submoduleReply = (status: 200 | 201, repository: RepositoryRecord, submodule: SubmoduleRecord): Reply => {
  const body = presentSubmodule(submodule);
  const location = `/api/projects/${repository.projectId}/repository/submodules/${submodule.id}`;
  return status === 200 ? ok(body, repository.version) : created(body, repository.version, location);
};

/** 200 with a deployment; 202 with its address if it was requested. */
export const deploymentReply = (status: 200 | 202, deployment: DeploymentRecord): Reply => {
  const body = presentDeployment(deployment);
  const location = `/api/projects/${deployment.projectId}/deployments/${deployment.id}`;
  return status === 200 ? ok(body, deployment.version) : accepted(body, deployment.version, location);
};
