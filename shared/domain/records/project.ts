import type { EnvironmentType } from '#shared/contract/environment.ts';
import type { OrganizationId, ProjectId } from '#shared/contract/id.ts';
import type { RepositorySummary } from '#shared/contract/repository.ts';
import type { LastChange } from '#shared/domain/actor.ts';
import type { ProjectAccess } from '#shared/domain/records/project-access.ts';
import type { MappingRecord } from './mapping.ts';

export type EnvironmentName = { readonly name: string; readonly type: EnvironmentType };

/** The summary of the repository, as the project's item holds it. */
export type StoredSummary = RepositorySummary & {
  /** Whether the provider's API can be asked which files changed between two commits. Absent: no. */
  readonly comparesCommits?: boolean;
};

export type ProjectRecord = LastChange & {
  readonly organizationId: OrganizationId;
  readonly id: ProjectId;
  readonly name: string;
  readonly description: string | null;
  readonly defaultOdooVersion: string | null;
  readonly archivedAt: string | null;
  readonly access: ProjectAccess;
  readonly clonedFrom: ProjectId | null;
  /** How many grants of its origin a clone did not get, for the report of a repeated request. Absent: none. */
  readonly grantsLeftOut?: number;
  readonly repository: StoredSummary | null;
  /** In priority order, at most 50. */
  readonly branchMappings: readonly MappingRecord[];
  /** Names and types by environment id, at most 20. Answers about mappings need them. */
  readonly environments: Readonly<Record<string, EnvironmentName>>;
  readonly createdAt: string;
  readonly createdBy: string;
  /** Null if an earlier version made it. */
  readonly createdByName: string | null;
  /** When something last happened in it, to the minute. RFC 3339. It has no version: publish-events writes it. */
  readonly lastActivityAt: string | null;
  readonly deletingAt: string | null;
  readonly version: number;
};
