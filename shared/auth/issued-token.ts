import { decodeJwt, decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose';
import * as z from 'zod/mini';
import type { SignIn } from '#shared/config/sign-in.ts';
import type { IssuerKeys } from './issuer-keys.ts';

/** Asymmetric algorithms only: with a symmetric one, anybody who knows the public key could sign. */
const algorithms = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ');
/** How far clocks may differ, in seconds. */
const tolerance = 60;
/** The last second of the year 9999. */
const latest = 253_402_300_799;

const Claims = z.object({
  iss: z.string(),
  sub: z.string().check(z.minLength(1), z.maxLength(255)),
  exp: z.number().check(z.positive(), z.lte(latest)),
  aud: z.optional(z.union([z.string(), z.array(z.string())])),
  azp: z.optional(z.string()),
  client_id: z.optional(z.string()),
  token_use: z.optional(z.string()),
});
type Claims = z.infer<typeof Claims>;

/** Who a token stands for at the issuer. */
export type TokenSubject = {
  readonly issuer: string;
  readonly subject: string;
  /** RFC 3339. */
  readonly until: string;
  readonly payload: JWTPayload;
};

/** The kinds of token, by the type in their header and by their claims. */
type Kind = {
  readonly types: readonly string[];
  readonly isOurs: (claims: Claims, payload: JWTPayload, signIn: SignIn) => boolean;
};

const audiencesOf = ({ aud }: Claims): readonly string[] => (typeof aud === 'string' ? [aud] : (aud ?? []));
/** Whether the token was issued to our client. */
const isOurClients = ({ azp, client_id: clientId }: Claims, signIn: SignIn): boolean =>
  [azp, clientId].every((one) => one === undefined || one === signIn.clientId);

/** Source: RFC 9068; docs/design/security-model.md, "Tokens of the issuer". */
export const accessToken: Kind = {
  types: ['jwt', 'at+jwt', 'application/at+jwt'],
  isOurs: (claims, payload, signIn) => {
    // Whoever presents it must prove a key, which a bearer does not do.
    if ('cnf' in payload || !isOurClients(claims, signIn)) return false;
    return signIn.kind === 'cognito'
      ? claims.token_use === 'access' && claims.client_id === signIn.clientId
      : audiencesOf(claims).includes(signIn.audience);
  },
};

/** Source: https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation */
export const idToken: Kind = {
  types: ['jwt'],
  isOurs: (claims, _payload, signIn) => {
    const audiences = audiencesOf(claims);
    if (!audiences.includes(signIn.clientId) || !isOurClients(claims, signIn)) return false;
    if (audiences.length > 1 && claims.azp === undefined) return false;
    return signIn.kind !== 'cognito' || claims.token_use === 'id';
  },
};

/** Without padding or whitespace, which decoders forgive: a token has one text. Source: RFC 7515 §3.1. */
const form = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Reads the claims of a token before its signature is checked, so that a token of another issuer causes no request. */
const readClaims = (token: string, kind: Kind, signIn: SignIn) => {
  if (!form.test(token)) return null;
  const header = decodeProtectedHeader(token);
  if (!algorithms.includes(header.alg ?? '') || header.crit !== undefined) return null;
  if (!kind.types.includes((header.typ ?? 'jwt').toLowerCase())) return null;
  const payload = decodeJwt(token);
  const claims = z.safeParse(Claims, payload);
  if (!claims.success || claims.data.iss !== signIn.issuer) return null;
  return kind.isOurs(claims.data, payload, signIn) ? { header, claims: claims.data } : null;
};

/**
 * Verifies a token of the issuer.
 * @param now RFC 3339
 * @returns null if it is invalid; `unavailable` if no key of the issuer is known
 */
export const verifyToken = async (
  token: string,
  kind: Kind,
  signIn: SignIn,
  keys: IssuerKeys,
  now: string,
): Promise<TokenSubject | 'unavailable' | null> => {
  try {
    const read = readClaims(token, kind, signIn);
    if (read === null) return null;
    const key = await keys.find({ ...read.header, alg: read.header.alg ?? '' });
    if (key === null || key === 'unavailable') return key;
    const { payload } = await jwtVerify(token, key, {
      algorithms: [...algorithms],
      issuer: signIn.issuer,
      clockTolerance: tolerance,
      currentDate: new Date(now),
    });
    const { iss, sub, exp } = read.claims;
    return { issuer: iss, subject: sub, until: new Date(exp * 1000).toISOString(), payload };
  } catch {
    // Whatever is wrong with what a stranger sent, or with a key that the issuer published: it is no token.
    return null;
  }
};
