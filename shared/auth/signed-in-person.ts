import type { JWTPayload } from 'jose';
import * as z from 'zod/mini';
import { Name } from '#shared/contract/text.ts';
import { normalizeEmail } from '#shared/domain/access/email.ts';

/** Source: https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims */
const Verified = z.object({ email: z.string(), email_verified: z.literal(true) });
const Named = z.object({ name: Name });

/**
 * What a verified ID token tells of a person. An address that the issuer has not verified is none, and so is one that has
 * no normal form. Without a name they are called by the part of the address before the @.
 */
export const signedInPerson = (payload: JWTPayload): { readonly email: string | null; readonly name: string } => {
  const verified = z.safeParse(Verified, payload);
  const email = verified.success ? normalizeEmail(verified.data.email) : null;
  const named = z.safeParse(Named, payload);
  return { email, name: named.success ? named.data.name : (email?.split('@')[0] ?? '') };
};
