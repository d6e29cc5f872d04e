import { updateRole } from '#shared/contract/endpoints/roles.ts';
import { saveRole } from '#shared/data/organization/roles.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { changeRole, rightsOfPermissions, withRole } from '#shared/domain/access/roles.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { orNameTaken } from '#shared/http/name-taken.ts';
import { orThrow } from '#shared/http/or-throw.ts';
import { changeableRoleKey, requireRole, roleReply } from '#shared/http/require-role.ts';
import { requireTouch, standingOf } from '#shared/http/require-standing.ts';

/**
 * Changes the fields of a role that are sent. The caller needs every permission of the role, before and after the change.
 * Source: docs/design/security-model.md, "Giving rights".
 */
export const handler = endpoint(
  updateRole,
  (context) =>
    retryOnVersionConflict(async () => {
      const { principal, params, body, now, mutation, checkVersion } = context;
      const key = changeableRoleKey(principal.organization.id, params.roleId);
      const standing = await standingOf(context, 'manage:roles', [key]);
      const { organization } = standing;
      const before = requireRole(organization, standing.items[0]);
      const given = body.permissions ?? before.permissions;
      const touched = [before.permissions, given].map(rightsOfPermissions);
      requireTouch(standing, `The role ${before.role.name}`, ...touched);
      checkVersion(before.role);
      const after = orThrow(changeRole(before, body, principal, now));
      if (after === before) return roleReply(200, organization, before);
      await orNameTaken(after.role.name, saveRole(organization, before, after, mutation), 'another role');
      return roleReply(200, withRole(organization, after), after);
    }),
  { config: ['TABLE_NAME'] },
);
