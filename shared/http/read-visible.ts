import { ProjectId } from '#shared/contract/id.ts';
import type { Permission } from '#shared/contract/permission.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { notFound, requirePermission } from './require-permission.ts';

/**
 * Reads a project and checks the permission. Malformed, missing, foreign and hidden ids give the same 404.
 * @param read reads the project, or something that contains it, in the principal's organisation
 * @throws Problem `not_found`, `permission_missing`
 */
export const readVisible = async <T extends ProjectRecord | { readonly project: ProjectRecord }>(
  principal: Principal,
  needed: Permission,
  projectId: string,
  read: (organization: Principal['organization']['id'], id: ProjectId) => Promise<T | null>,
): Promise<T> => {
  const id = ProjectId.safeParse(projectId);
  const found = id.success ? await read(principal.organization.id, id.data) : null;
  if (found === null) throw notFound();
  requirePermission(principal, needed, 'project' in found ? found.project.access : found.access);
  return found;
};
