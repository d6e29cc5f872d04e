import { createRole } from '#shared/contract/endpoints/roles.ts';
import { newId } from '#shared/contract/new-id.ts';
import { insertRole, readRole } from '#shared/data/organization/roles.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { newRole, rightsOfPermissions, withRole } from '#shared/domain/access/roles.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { orNameTaken } from '#shared/http/name-taken.ts';
import { orThrow } from '#shared/http/or-throw.ts';
import { notFound } from '#shared/http/require-permission.ts';
import { anyRoleReply, roleReply } from '#shared/http/require-role.ts';
import { requireTouch, standingOf } from '#shared/http/require-standing.ts';

/** Creates a role, of permissions that the caller has. Source: docs/design/security-model.md, "Giving rights". */
export const handler = endpoint(
  createRole,
  (context) =>
    retryOnVersionConflict(async () => {
      const { principal, body, now, mutation } = context;
      const standing = await standingOf(context, 'manage:roles');
      const { organization } = standing;
      requireTouch(standing, `The role "${body.name}"`, rightsOfPermissions(body.permissions));
      const state = orThrow(newRole(organization, newId('role', now), body, principal, now));
      await orNameTaken(state.role.name, insertRole(organization, state, mutation), 'another role');
      return roleReply(201, withRole(organization, state), state);
    }),
  {
    config: ['TABLE_NAME'],
    replay: async ({ principal }, id) => {
      const found = await readRole(principal.organization.id, id);
      if (found === null) throw notFound();
      const reply = anyRoleReply(found.organization, id, found.role);
      return { ...reply, headers: { location: `/api/roles/${id}` } };
    },
  },
);
