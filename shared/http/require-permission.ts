import type { Permission } from '#shared/contract/permission.ts';
import { Problem } from '#shared/contract/problem.ts';
import { type Authorization, authorize } from '#shared/domain/access/authorize.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import type { Target } from '#shared/domain/access/target.ts';

/** The 404 for everything that does not exist, belongs to another organisation or is hidden. It names no id. */
export const notFound = (): Problem =>
  new Problem(
    'not_found',
    'There is nothing here, or you may not see it. Check the id, and that you have access to the project.',
  );

/**
 * Turns the answer of `authorize` into a problem.
 * @throws Problem `not_found` if the project is hidden, `permission_missing` if the permission is missing
 */
export const requirePermission = (principal: Principal, needed: Permission, target: Target | null): void => {
  const authorization: Authorization = authorize(principal, needed, target);
  switch (authorization) {
    case 'allowed':
      return;
    case 'hidden':
      throw notFound();
    case 'missing':
      throw new Problem(
        'permission_missing',
        `This needs the permission ${needed}. Ask an administrator of ${principal.organization.slug} for a role or grant that holds it.`,
        { requiredPermission: needed },
      );
  }
};

/** Requires the permission that `force` needs. @throws Problem `permission_missing` */
export const requireForce = (principal: Principal, force: boolean, target: Target): void => {
  if (force) requirePermission(principal, 'manage:projects', target);
};

/** A copy is a new project, and a key that is limited to projects makes none. @throws Problem `permission_missing` */
export const requireNewProject = (principal: Principal): void => requirePermission(principal, 'manage:projects', null);
