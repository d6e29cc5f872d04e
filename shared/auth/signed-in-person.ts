import type { JWTPayload } from 'jose';
import * as z from 'zod/mini';
import { Name } from '#shared/contract/text.ts';
import { normalizeEmail } from '#shared/domain/access/email.ts';

/** Source: https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims */
const Verified = z.object({ email: z.string(), email_verified: z.literal(true) });
const Named = z.object({ name: Name });

/**
 * The person that a verified ID token describes. The e-mail address is null if the issuer has not verified it, or if it has
 * no normal form. If the token has no name, the part of the address before the @ is the name.
 */
export const signedInPerson = (payload: JWTPayload): { readonly email: string | null; readonly name: string } => {
  const verified = z.safeParse(Verified, payload);
  const email = verified.success ? normalizeEmail(verified.data.email) : null;
  const named = z.safeParse(Named, payload);
  return { email, name: named.success ? named.data.name : (email?.split('@')[0] ?? '') };
};
