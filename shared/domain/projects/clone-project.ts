import type * as z from 'zod/mini';
import type { EnvironmentId, MappingId, ProjectId } from '#shared/contract/id.ts';
import type { CloneReport } from '#shared/contract/project.ts';
import { levelOf } from '#shared/domain/access/change-access.ts';
import { type Actor, changedBy } from '#shared/domain/actor.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { ProjectAccess } from '#shared/domain/records/project-access.ts';

/** Open to the organisation without a grant, as every new project is. */
const isPlain = ({ mode, grants }: ProjectAccess): boolean =>
  mode === 'organization' && Object.keys(grants).length === 0;

/**
 * Reports what a clone has taken from its origin, what differs and what was left out: what the origin did not have was not
 * copied. The report is made from the clone alone, because a repeated request finds nothing else.
 * Source: docs/design/resources.md, "Clone of a project".
 */
export const cloneReport = (clone: ProjectRecord): z.infer<typeof CloneReport> => {
  const hasEnvironments = Object.keys(clone.environments).length > 0;
  return {
    copied: [
      ...(clone.description === null ? [] : ['description']),
      ...(hasEnvironments ? ['environments'] : []),
      ...(clone.branchMappings.length === 0 ? [] : ['branchMappings']),
      ...(isPlain(clone.access) ? [] : ['access']),
    ],
    changed: hasEnvironments ? ['environments: automatic deployment is off until you switch it on'] : [],
    leftOut: [
      'repository connection',
      'deploy key',
      'webhook',
      'deployment history',
      ...(clone.grantsLeftOut === undefined
        ? []
        : [
            `access: ${clone.grantsLeftOut} of the grants, of members or keys that are gone or of keys limited to projects`,
          ]),
    ],
  };
};

/** Ids for the copies. */
export type CloneIds = {
  readonly project: ProjectId;
  readonly environment: () => EnvironmentId;
  readonly mapping: () => MappingId;
};

/**
 * Copies a project with its environments, mappings and access, but nothing of its repository or history. The clone of
 * an archived project is not archived.
 * @param access of the clone: that of the origin without the grants that are not copied
 * @param now RFC 3339
 */
export const cloneProject = (
  { origin, access }: { readonly origin: ProjectRecord; readonly access: ProjectAccess },
  environments: readonly EnvironmentRecord[],
  ids: CloneIds,
  name: string,
  by: Actor,
  now: string,
): { readonly project: ProjectRecord; readonly environments: readonly EnvironmentRecord[] } => {
  // Ids made in one millisecond are in random order. Sorting them keeps the order of the original environments.
  const sorted = environments.map(() => ids.environment()).sort();
  const renamed = new Map(environments.map((environment, index) => [environment.id, sorted[index]]));
  const copies = environments.map(
    (environment): EnvironmentRecord => ({
      ...environment,
      projectId: ids.project,
      id: renamed.get(environment.id) ?? environment.id,
      autoDeploy: false,
      paused: null,
      current: null,
      running: null,
      url: null,
      runnerSeen: null,
      pending: null,
      lastDeployment: null,
      lease: null,
      createdAt: now,
      ...changedBy(by, now),
      version: 1,
    }),
  );
  const { grantsLeftOut: _, ...kept } = origin;
  const grantsLeftOut = Object.keys(origin.access.grants).filter((id) => levelOf(access, id) === null).length;
  const project: ProjectRecord = {
    ...kept,
    access,
    ...(grantsLeftOut === 0 ? {} : { grantsLeftOut }),
    id: ids.project,
    name,
    archivedAt: null,
    clonedFrom: origin.id,
    repository: null,
    branchMappings: origin.branchMappings.flatMap((mapping) => {
      const environmentId = renamed.get(mapping.environmentId);
      return environmentId === undefined
        ? []
        : [
            {
              ...mapping,
              id: ids.mapping(),
              environmentId,
              createdAt: now,
              ...changedBy(by, now),
              version: 1,
              remappedIn: 1,
            },
          ];
    }),
    environments: Object.fromEntries(copies.map((copy) => [copy.id, { name: copy.name, type: copy.type }])),
    createdAt: now,
    createdBy: by.id,
    createdByName: by.name,
    ...changedBy(by, now),
    lastActivityAt: now,
    deletingAt: null,
    version: 1,
  };
  return { project, environments: copies };
};
