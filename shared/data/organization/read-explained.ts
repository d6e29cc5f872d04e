import { apiKeyFromItem } from '#shared/data/items/api-key-item.ts';
import { memberFromItem } from '#shared/data/items/member-item.ts';
import { organizationFromItem } from '#shared/data/items/organization-item.ts';
import { keys } from '#shared/data/table/keys.ts';
import { readItems } from '#shared/data/table/read-items.ts';
import type { Explained } from '#shared/domain/access/explain-access.ts';
import type { Grantee } from '#shared/domain/access/grantee.ts';
import { type Membership, noLimits } from '#shared/domain/access/principal.ts';
import { type Rights, rightsOfKey, rightsOfMember } from '#shared/domain/access/rights.ts';
import { isSystemRole, systemRoles } from '#shared/domain/access/system-roles.ts';
import { creatorKey, rightsOfCreator } from './creator-rights.ts';
import { granteeFromItem, granteeKey } from './grantees.ts';

/**
 * Reads what a member or an API key may do now, consistently. A role of the organisation's own, and the creator of a
 * key, take a second call.
 * @param now RFC 3339
 * @returns null for an id that is neither an active member nor a key of the organisation
 */
export const readExplained = async (
  membership: Membership,
  id: string,
  now: string,
): Promise<{ readonly grantee: Grantee; readonly explained: Explained } | null> => {
  const wanted = granteeKey(membership.id, id);
  if (wanted === null) return null;
  const items = await readItems([keys.organization(membership.id), wanted]);
  const [organizationItem, item] = [keys.organization(membership.id), wanted].map(({ sk }) =>
    items.find((one) => one.sk === sk),
  );
  if (organizationItem === undefined || item === undefined) return null;
  const grantee = granteeFromItem(item, now);
  if (grantee === null) return null;
  const organization = organizationFromItem(organizationItem);
  const name = grantee.name ?? grantee.id;
  const principalWith = (rights: Rights | null) => ({
    id: grantee.id,
    name,
    organization: membership,
    organizations: [membership],
    permissions: rights?.permissions ?? [],
    unrestricted: rights?.unrestricted === true,
  });
  if (grantee.kind === 'member') {
    const member = memberFromItem(item);
    const { roleId } = member;
    const [role] = isSystemRole(roleId) ? [systemRoles[roleId]] : await readItems([keys.role(membership.id, roleId)]);
    const rights = principalWith(rightsOfMember(organization, member));
    const principal = {
      ...rights,
      kind: 'user',
      creatorId: null,
      creatorUnrestricted: false,
      limits: noLimits,
    } as const;
    return { grantee, explained: { principal, name, roleName: String(role?.name ?? roleId), creatorName: null } };
  }
  const apiKey = apiKeyFromItem(item);
  const { creatorId, projectIds, environmentIds } = apiKey;
  const [creatorItem] = creatorId === null ? [] : await readItems([creatorKey(membership.id, creatorId)]);
  const creator = rightsOfCreator(organization, creatorItem);
  const principal = {
    ...principalWith(rightsOfKey(apiKey, creator)),
    kind: 'apiKey',
    creatorId,
    creatorUnrestricted: creator?.unrestricted === true,
    limits: { projectIds, environmentIds },
  } as const;
  const creatorName = creator === null ? null : String(creatorItem?.name ?? creatorId);
  return { grantee, explained: { principal, name, roleName: null, creatorName } };
};
