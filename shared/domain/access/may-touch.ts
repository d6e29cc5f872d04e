import type { Permission } from '#shared/contract/permission.ts';
import type { Rights } from './rights.ts';

/** Why somebody may not give or touch rights. `owners`: only Owners may; otherwise the first permission that is lacking. */
export type GiveRefusal = { readonly kind: 'owners' } | { readonly kind: 'lacks'; readonly permission: Permission };

/**
 * The only rule of giving rights: nobody may give a permission that they lack, nor change, remove, revoke, rotate or invite
 * somebody or something that holds one. Only Owners make or touch Owners. Every change of members, roles, keys and access
 * applies this rule to rights that were read consistently, and the write is conditioned on them.
 * Source: docs/design/security-model.md, "Giving rights".
 * @param touched what the role, member or key holds now, or is to hold
 * @returns null if they may
 */
export const mayTouch = (actor: Rights, touched: Pick<Rights, 'permissions' | 'isOwner'>): GiveRefusal | null => {
  if (touched.isOwner && !actor.isOwner) return { kind: 'owners' };
  const lacking = touched.permissions.find((one) => !actor.permissions.includes(one));
  return lacking === undefined ? null : { kind: 'lacks', permission: lacking };
};
