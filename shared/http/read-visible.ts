import type { EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { idPattern } from '#shared/contract/id-prefixes.ts';
import type { Permission } from '#shared/contract/permission.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { targetOf } from '#shared/domain/access/target.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { notFound, requirePermission } from './require-permission.ts';

/** Reads something of a project. */
type ProjectRead<T> = (organization: OrganizationId, project: ProjectId) => Promise<T>;

/** A project, or something that contains it. */
type WithAccess = ProjectRecord | { readonly project: ProjectRecord };

/** The reads of a handler: bound to the principal, to the permission of the row and to the project in the path. */
export type VisibleReads = {
  /**
   * Reads the project, or something that contains it, and checks the permission of the row. Malformed, missing, foreign
   * and hidden ids give the same 404.
   * @throws Problem `not_found`, `permission_missing`
   */
  readonly readVisible: <T extends WithAccess>(read: ProjectRead<T | null>) => Promise<T>;
  /**
   * Like `readVisible`, with another read of the same project in parallel. A malformed id starts neither.
   * @throws Problem `not_found`, `permission_missing`
   */
  readonly readVisibleBeside: <T extends WithAccess, B>(
    read: ProjectRead<T | null>,
    beside: ProjectRead<B>,
  ) => Promise<readonly [T, B]>;
  /**
   * Checks the permission of the row on one environment of a project that was read: a key may be limited to others. Every
   * row that deploys to an environment or runs one asks it.
   * @throws Problem `not_found`, `permission_missing`
   */
  readonly requireOn: (project: ProjectRecord, environmentId: EnvironmentId) => void;
};

/** Binds the reads of a handler. @param projectId from the path, unchecked */
export const visibleReads = (principal: Principal, needed: Permission, projectId: string): VisibleReads => {
  // Without the schema of the id, which would bring zod's strings into the bundle of every function.
  const id = idPattern('project').test(projectId) ? (projectId as ProjectId) : null;
  const readVisible: VisibleReads['readVisible'] = async (read) => {
    const found = id === null ? null : await read(principal.organization.id, id);
    if (found === null) throw notFound();
    requirePermission(principal, needed, targetOf('project' in found ? found.project : found));
    return found;
  };
  return {
    readVisible,
    readVisibleBeside: async (read, beside) => {
      if (id === null) throw notFound();
      return Promise.all([readVisible(read), beside(principal.organization.id, id)]);
    },
    requireOn: (project, environmentId) =>
      requirePermission(principal, needed, { ...targetOf(project), environmentId }),
  };
};
