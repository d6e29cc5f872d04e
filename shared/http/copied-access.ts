import type { ClonedFrom } from '#shared/data/projects/write-project.ts';
import { changedGrants, copiedAccess, noGrants } from '#shared/domain/access/change-access.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { targetOf } from '#shared/domain/access/target.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { ProjectAccess } from '#shared/domain/records/project-access.ts';
import { requireGiving, requireRoom } from './require-grant.ts';
import { requirePermission } from './require-permission.ts';
import { standingBesideGrantees } from './standing-beside-grantees.ts';

type CopiedAccess = {
  readonly access: ProjectAccess;
  /** The caller, with the rights that the table has where access is copied. */
  readonly principal: Principal;
  readonly decidedFrom: ClonedFrom | null;
};

/**
 * The access of a clone. Copying a grant is giving it, so the rule of giving decides, from the rights of the caller in the
 * table. An open project without grants costs no call.
 * Source: docs/design/security-model.md, "Changing access".
 * @param origin as it was read consistently
 * @throws Problem `not_found`, `permission_missing`, `conflict` where a principal has no room for another grant;
 * `unauthenticated` if the caller is gone
 */
export const readCopiedAccess = async (
  caller: { readonly principal: Principal; readonly now: string },
  origin: ProjectRecord,
): Promise<CopiedAccess> => {
  const named = Object.keys(origin.access.grants);
  if (origin.access.mode === 'organization' && named.length === 0) {
    return { access: origin.access, principal: caller.principal, decidedFrom: null };
  }
  const { standing, grantees } = await standingBesideGrantees(caller, named);
  const { principal, organization } = standing;
  requirePermission(principal, 'manage:projects', targetOf(origin));
  // A key that is limited to projects could not use the clone.
  const isThere = (id: string) => grantees.get(id)?.projectIds === null;
  const access = copiedAccess(origin.access, isThere, { by: principal, now: caller.now });
  requireGiving(standing, origin, changedGrants(noGrants, access), grantees);
  await requireRoom(organization.id, noGrants, access);
  return { access, principal, decidedFrom: { organization, origin } };
};
