import type { CreateBranchMappingBody, UpdateBranchMappingBody } from '#shared/contract/branch-mapping.ts';
import type { EnvironmentId, MappingId } from '#shared/contract/id.ts';
import { type Actor, changedBy } from '#shared/domain/actor.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { defaultTrigger } from './mapping-behavior.ts';
import { normalizePathFilters } from './path-filters.ts';
import { nextPriority } from './place-mapping.ts';

/** A new mapping with the defaults of the manual's table. @param project as it was read @param now RFC 3339 */
export const newMapping = (
  id: MappingId,
  body: CreateBranchMappingBody,
  project: ProjectRecord,
  by: Actor,
  now: string,
): MappingRecord => {
  const environmentId = body.environmentId as EnvironmentId;
  const type = project.environments[environmentId]?.type ?? 'development';
  return {
    id,
    refType: body.refType,
    branchPattern: body.branchPattern,
    environmentId,
    trigger: body.trigger ?? defaultTrigger(body.refType, type),
    priority: body.priority ?? nextPriority(project.branchMappings),
    autoDeploy: body.autoDeploy,
    paths: normalizePathFilters(body.paths),
    createdAt: now,
    ...changedBy(by, now),
    version: project.version + 1,
    remappedIn: project.version + 1,
  };
};

/** Whether a changed mapping matches other refs than before, or deploys them elsewhere or from now on. */
const isRemapped = (before: MappingRecord, after: MappingRecord): boolean =>
  after.branchPattern !== before.branchPattern ||
  after.environmentId !== before.environmentId ||
  after.trigger !== before.trigger ||
  (after.autoDeploy && !before.autoDeploy);

/** Applies the fields of the request to a mapping. @returns the same record if nothing changes */
export const changeMapping = (
  before: MappingRecord,
  body: UpdateBranchMappingBody,
  project: ProjectRecord,
  by: Actor,
  now: string,
): MappingRecord => {
  const after: MappingRecord = {
    ...before,
    branchPattern: body.branchPattern ?? before.branchPattern,
    environmentId: (body.environmentId as EnvironmentId | undefined) ?? before.environmentId,
    trigger: body.trigger ?? before.trigger,
    priority: body.priority ?? before.priority,
    autoDeploy: body.autoDeploy ?? before.autoDeploy,
    paths: body.paths === undefined ? before.paths : normalizePathFilters(body.paths),
  };
  if (JSON.stringify(after) === JSON.stringify(before)) return before;
  const version = project.version + 1;
  const { remappedIn = before.version } = before;
  const changes = { ...changedBy(by, now), version, remappedIn: isRemapped(before, after) ? version : remappedIn };
  return { ...after, ...changes };
};
