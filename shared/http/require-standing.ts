import type { Permission } from '#shared/contract/permission.ts';
import { Problem } from '#shared/contract/problem.ts';
import { readStanding } from '#shared/data/organization/read-standing.ts';
import type { Key } from '#shared/data/table/keys.ts';
import { mayTouch } from '#shared/domain/access/may-touch.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import type { Rights } from '#shared/domain/access/rights.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';
import { unauthenticated } from './principal-of.ts';
import { requirePermission } from './require-permission.ts';

/** The caller as the table has them at this moment, with what else was read in the same call. */
export type PresentStanding = {
  /** A write that is decided from it carries `organizationWrite` or `organizationCheck` of it. */
  readonly organization: OrganizationRecord;
  readonly rights: Rights;
  /** The caller with these rights in place of those of the authorizer's context, for `authorize`. */
  readonly principal: Principal;
  /** The items that were asked for, in their order. */
  readonly items: readonly (Readonly<Record<string, unknown>> | undefined)[];
};

/**
 * Reads what the caller may do now, and further items, in one consistent call. Every change of members, roles, keys and
 * access begins with it: the authorizer's context may be a minute old.
 * Source: docs/design/security-model.md, "Giving rights".
 * @param needed the permission of the row, which the caller must still hold; null where the row needs none, or where
 * `authorize` decides with a project
 * @param also keys of further items, at most 96
 * @throws Problem `unauthenticated` if the caller is gone, `permission_missing` if they lost the permission
 */
export const standingOf = async (
  { principal: cached, now }: { readonly principal: Principal; readonly now: string },
  needed: Permission | null,
  also: readonly Key[] = [],
): Promise<PresentStanding> => {
  const standing = await readStanding(cached, also, now);
  if (standing === null || standing.rights === null) {
    throw unauthenticated(
      'You were removed, or your key was revoked or has expired. Sign in again or use another key.',
    );
  }
  const { organization, rights, creator, items } = standing;
  const principal: Principal = {
    ...cached,
    permissions: rights.permissions,
    unrestricted: rights.unrestricted,
    creatorUnrestricted: creator?.unrestricted === true,
  };
  if (needed !== null) requirePermission(principal, needed, null);
  return { organization, rights, principal, items };
};

/**
 * Applies the rule of giving rights.
 * @param what it concerns, as in "… holds a permission that you lack", with a capital letter
 * @param touched what the member, role or key holds, before and after the change
 * @throws Problem `permission_missing`, with the first permission that is lacking
 */
export const requireTouch = (
  { rights, organization }: Pick<PresentStanding, 'rights' | 'organization'>,
  what: string,
  ...touched: readonly Pick<Rights, 'permissions' | 'isOwner'>[]
): void => {
  for (const one of touched) {
    const refusal = mayTouch(rights, one);
    switch (refusal?.kind) {
      case undefined:
        continue;
      case 'owners':
        throw new Problem(
          'permission_missing',
          `${what} has the rights of an Owner. Only an Owner may do this. Ask an Owner of ${organization.slug}.`,
        );
      case 'lacks':
        throw new Problem(
          'permission_missing',
          `${what} has the permission ${refusal.permission}, which you lack. Ask somebody of ${organization.slug} who has it.`,
          { requiredPermission: refusal.permission },
        );
    }
  }
};
