import { ProjectId } from '#shared/contract/id.ts';
import type { Permission } from '#shared/contract/permission.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { notFound, requirePermission } from './require-permission.ts';

/**
 * Gives what a reader found, where the principal may do what it asks for: a malformed id, a missing, a foreign and a
 * hidden project all are the same 404.
 * @param read reads the project, or a configuration that holds it, within the principal's organisation
 * @throws Problem `not_found`, `permission_missing`
 */
export const visible = async <T extends ProjectRecord | { readonly project: ProjectRecord }>(
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
