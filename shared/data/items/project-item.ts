import { ifAbsent, ifVersion } from '#shared/data/table/conditions.ts';
import { type Item, recordFromItem } from '#shared/data/table/item.ts';
import { indexKeys, type Key, keys, type Rank } from '#shared/data/table/keys.ts';
import type { Write } from '#shared/data/table/transact.ts';
import { foldName } from '#shared/domain/fold-name.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { noRefusals } from '#shared/domain/repository/provider-refusals.ts';
import { neverRotated } from '#shared/domain/repository/submodule-rotation.ts';

const rankOf = (project: ProjectRecord): Rank => {
  if (project.archivedAt === null) return project.access.mode === 'organization' ? '4' : '3';
  return project.access.mode === 'organization' ? '2' : '1';
};

/** The item of a project. A deleted project leaves the list and is in DUE until its purge has ended. */
export const projectItem = (project: ProjectRecord): Item<ProjectRecord> => ({
  ...project,
  ...keys.project(project.organizationId, project.id),
  ...(project.deletingAt === null
    ? indexKeys.project(project.organizationId, rankOf(project), project.id)
    : indexKeys.due(project.deletingAt, project.id)),
});

const mappingFromItem = (mapping: MappingRecord): MappingRecord => {
  const { updatedBy = null, updatedByName = null } = mapping;
  return { ...mapping, updatedBy, updatedByName };
};

/** Records of earlier versions lack some fields. */
export const projectFromItem = (item: Record<string, unknown>): ProjectRecord => {
  const project = recordFromItem<ProjectRecord>(item);
  const { branchMappings, repository } = project;
  const { updatedBy = null, updatedByName = null, createdByName = null, lastActivityAt = null } = project;
  return {
    ...project,
    updatedBy,
    updatedByName,
    createdByName,
    lastActivityAt,
    branchMappings: branchMappings.map(mappingFromItem),
    repository: repository === null ? null : { ...repository, statusReason: repository.statusReason ?? null },
  };
};

/** What is stored only where it happened. */
type Noted = Pick<RepositoryRecord, 'lastComparison' | 'lastValidation' | 'lastRejectedAt'>;
/** What items of 0.1.0 lack. */
type Reported = Pick<RepositoryRecord, 'reportedBranch' | 'reportedAt' | 'replacedBy'>;

/** A repository's item. Its schedule is stored under the name `sweep`. */
export type StoredRepository = Omit<
  RepositoryRecord,
  'reconciliation' | 'refusals' | 'comparesCommits' | 'submodules' | keyof Noted | keyof Reported
> &
  Partial<Noted & Reported> & {
    readonly sweep: RepositoryRecord['reconciliation'];
    /** Absent if nothing was refused. */
    readonly refusals?: RepositoryRecord['refusals'];
    /** Absent if there are none. */
    readonly submodules?: RepositoryRecord['submodules'];
    /** Absent: false. */
    readonly comparesCommits?: boolean;
  };

// The receiver reads one with each delivery. What is left out of `rest` is named once: V8 copies all others each time.
export const repositoryFromItem = (item: Record<string, unknown>): RepositoryRecord => {
  const {
    pk: _pk,
    sk: _sk,
    gsi1pk: _gsi1pk,
    gsi1sk: _gsi1sk,
    ttl: _ttl,
    sweep,
    ...rest
  } = item as Item<StoredRepository>;
  const { refusals = noRefusals, comparesCommits = false, submodules = [] } = rest;
  const { lastComparison = null, lastValidation = null, lastRejectedAt = null } = rest;
  const { reportedBranch = null, reportedAt = null, replacedBy = null } = rest;
  return {
    ...rest,
    reportedBranch,
    reportedAt,
    replacedBy,
    lastComparison,
    lastValidation,
    lastRejectedAt,
    refusals,
    comparesCommits,
    submodules: submodules.map((one) => ({ ...neverRotated, ...one })),
    // An earlier version stored no baseline: what its next comparison sees first counts as it.
    reconciliation: { ...sweep, baseline: sweep.baseline ?? null },
  };
};

/** Writes a new project. */
export const newProjectWrite = (project: ProjectRecord): Write => ({
  label: 'new-project',
  Put: { Item: projectItem(project), ...ifAbsent },
});

/**
 * Writes a project over the version that was read.
 * @param project with its version already raised
 */
export const projectWrite = (project: ProjectRecord): Write => ({
  label: 'project',
  Put: {
    Item: projectItem(project),
    ...ifVersion(project.version - 1),
  },
});

/** The condition that nobody has changed a project since it was read, its access included. */
export const projectCheck = ({ organizationId, id, version }: ProjectRecord): Write => ({
  label: 'project',
  ConditionCheck: { Key: keys.project(organizationId, id), ...ifVersion(version) },
});

type Named = Pick<ProjectRecord, 'organizationId' | 'id' | 'name' | 'access'>;

/** Where the name of a project stands, and where it would if its access had the other mode. */
const nameKeys = ({ organizationId, name, access }: Named): { readonly own: Key; readonly other: Key } => {
  const open = keys.projectName(organizationId, name);
  const restricted = keys.restrictedName(organizationId, name);
  return access.mode === 'restricted' ? { own: restricted, other: open } : { own: open, other: restricted };
};

const ownNameWrite = (project: Named): Write => ({
  label: 'name',
  Put: {
    Item: { ...nameKeys(project).own, folded: foldName(project.name), projectId: project.id },
    ...ifAbsent,
  },
});

/** Reserves a name. If an open or a restricted project has it, a write with the label `name` is refused. */
export const nameWrites = (project: Named): Write[] => [
  ownNameWrite(project),
  { label: 'name', ConditionCheck: { Key: nameKeys(project).other, ...ifAbsent } },
];

/** Frees a name that belongs to the project. */
export const freeNameWrite = (project: Named): Write => ({
  label: 'old-name',
  Delete: {
    Key: nameKeys(project).own,
    ConditionExpression: 'attribute_not_exists(pk) OR projectId = :project',
    ExpressionAttributeValues: { ':project': project.id },
  },
});

/** Moves the name of a project whose access mode changes. Any other change needs no write. */
export const moveNameWrites = (before: Named, after: Named): Write[] =>
  before.access.mode === after.access.mode ? [] : [freeNameWrite(before), ownNameWrite(after)];
