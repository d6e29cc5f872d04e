import { deleteRole } from '#shared/contract/endpoints/roles.ts';
import { Problem } from '#shared/contract/problem.ts';
import { removeRole } from '#shared/data/organization/roles.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { membersOfRole, rightsOfPermissions } from '#shared/domain/access/roles.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { noContent } from '#shared/http/reply.ts';
import { changeableRoleKey, requireRole } from '#shared/http/require-role.ts';
import { requireTouch, standingOf } from '#shared/http/require-standing.ts';

/** Deletes a role. Nobody may have it, and the caller needs every permission that it holds. */
export const handler = endpoint(
  deleteRole,
  (context) =>
    retryOnVersionConflict(async () => {
      const { principal, params, mutation, checkVersion } = context;
      const key = changeableRoleKey(principal.organization.id, params.roleId);
      const standing = await standingOf(context, 'manage:roles', [key]);
      const { organization } = standing;
      const state = requireRole(organization, standing.items[0]);
      const { name } = state.role;
      requireTouch(standing, `The role ${name}`, rightsOfPermissions(state.permissions));
      checkVersion(state.role);
      const members = membersOfRole(organization, state.role.id);
      if (members > 0) {
        const have = members === 1 ? 'One member or invitation has' : `${members} members and invitations have`;
        throw new Problem('conflict', `${have} the role ${name}. Give them another role before you delete it.`);
      }
      await removeRole(organization, state, mutation);
      return noContent();
    }),
  { config: ['TABLE_NAME'] },
);
