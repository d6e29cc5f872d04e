import type { MappingId } from '#shared/contract/id.ts';
import { type Actor, changedBy } from '#shared/domain/actor.ts';
import { newMapping } from '#shared/domain/branch-mappings/new-mapping.ts';
import { placeMapping } from '#shared/domain/branch-mappings/place-mapping.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { accept, type RuleResult, refuse } from '#shared/domain/rule-result.ts';

/**
 * Adds an environment to a project and, if a branch is given, its default mapping. Refusals: those of `placeMapping`,
 * at the field `branch`.
 * @param now RFC 3339
 */
export const withEnvironment = (
  before: ProjectRecord,
  environment: EnvironmentRecord,
  branch: string | null,
  mappingId: MappingId,
  by: Actor,
  now: string,
  isRefName: (name: string) => boolean,
): RuleResult<ProjectRecord> => {
  const project: ProjectRecord = {
    ...before,
    environments: { ...before.environments, [environment.id]: { name: environment.name, type: environment.type } },
    ...changedBy(by, now),
    version: before.version + 1,
  };
  if (branch === null) return accept(project);
  const body = {
    branchPattern: branch,
    environmentId: environment.id,
    refType: 'branch' as const,
    autoDeploy: true,
    paths: [],
  };
  const { version } = project;
  const mapping = { ...newMapping(mappingId, body, project, by, now), version, remappedIn: version };
  const placed = placeMapping(before.branchMappings, mapping, project.environments, isRefName);
  if (!placed.ok) return refuse(placed.refusal.code, placed.refusal.detail, '#/branch');
  return accept({ ...project, branchMappings: placed.value });
};

/** Removes an environment and its mappings from a project. @param now RFC 3339 */
export const withoutEnvironment = (
  before: ProjectRecord,
  environmentId: string,
  by: Actor,
  now: string,
): ProjectRecord => ({
  ...before,
  environments: Object.fromEntries(Object.entries(before.environments).filter(([id]) => id !== environmentId)),
  branchMappings: before.branchMappings.filter((mapping) => mapping.environmentId !== environmentId),
  ...changedBy(by, now),
  version: before.version + 1,
});
