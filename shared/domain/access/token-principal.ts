import * as z from 'zod/mini';
import { permissionBits } from '#shared/contract/permission-bits.ts';
import type { Rights } from './rights.ts';

/** Bits of a membership above those of the permissions. */
const unrestrictedBit = 1 << 28;
const creatorUnrestrictedBit = 1 << 29;

/**
 * The owner of a token as the authorizer passes it on, before an organisation is chosen: at most 4,000 bytes, since API
 * Gateway cuts the context of an authorizer there. So names of organisations are left out, and permissions are bits.
 * Source: docs/design/security-model.md, "The authorizer's context".
 */
export const TokenPrincipal = z.object({
  kind: z.enum(['apiKey', 'user']),
  name: z.string(),
  /** The end of the token, of the key or of a rotated secret, RFC 3339. The gateway caches the answer beyond it. */
  until: z.nullable(z.string()),
  /** Organisation, member or key, slug, bits, and the creator of a key. At most 20. */
  memberships: z.array(z.tuple([z.string(), z.string(), z.string(), z.int(), z.nullable(z.string())])),
  projectIds: z.nullable(z.array(z.string())),
  environmentIds: z.nullable(z.array(z.string())),
});
export type TokenPrincipal = z.infer<typeof TokenPrincipal>;

/** The rights of a membership as bits. @param creator of a key */
export const membershipBits = (rights: Rights, creator: Rights | null): number =>
  permissionBits(rights.permissions) |
  (rights.unrestricted ? unrestrictedBit : 0) |
  (creator?.unrestricted === true ? creatorUnrestrictedBit : 0);

export const isUnrestricted = (bits: number): boolean => (bits & unrestrictedBit) !== 0;
export const hasUnrestrictedCreator = (bits: number): boolean => (bits & creatorUnrestrictedBit) !== 0;
