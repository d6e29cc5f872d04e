import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import type { WellKnown } from '#shared/contract/well-known.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Metadata, refusalText } from './issuer.ts';
import { SignInFailure } from './sign-in-failure.ts';

export type Auth = NonNullable<WellKnown['auth']>;

/** What one sign-in keeps to itself until its end. */
export type Attempt = {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly redirectUri: string;
};

export const newAttempt = (redirectUri: string): Attempt => {
  const [state, nonce, verifier] = [32, 32, 32].map((bytes) => randomBytes(bytes).toString('base64url'));
  return { state: state ?? '', nonce: nonce ?? '', verifier: verifier ?? '', redirectUri };
};

/**
 * Where somebody signs in. Parameters of the service count more than the client's, except for what the sign-in is proved by.
 * Source: https://openid.net/specs/openid-connect-core-1_0.html; RFC 7636 §4.3.
 */
export const authorizationAddress = (auth: Auth, metadata: Metadata, attempt: Attempt): string => {
  const isLasting = metadata.scopes_supported?.includes('offline_access') === true;
  const scopes = new Set([...auth.scopes, ...(isLasting ? ['offline_access'] : [])]);
  const address = new URL(metadata.authorization_endpoint);
  const parameters = {
    // Without the consent, OpenID Connect gives no token that lasts.
    ...(isLasting ? { prompt: 'consent' } : {}),
    ...auth.authorizationParameters,
    response_type: 'code',
    client_id: auth.clientId,
    redirect_uri: attempt.redirectUri,
    scope: [...scopes].join(' '),
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: createHash('sha256').update(attempt.verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  return address.href;
};

/**
 * The code of an answer whose state is that of the attempt.
 * @throws SignInFailure where it is of another issuer, or an error
 * Source: RFC 6749 §4.1.2; RFC 9207 §2.4
 */
export const codeOf = (answer: URLSearchParams, metadata: Metadata): string => {
  const issuer = answer.get('iss');
  const isNamed = metadata.authorization_response_iss_parameter_supported === true;
  if (issuer === null ? isNamed : issuer !== metadata.issuer)
    throw new SignInFailure('The answer is not of the issuer that was asked. Sign in again.');
  const error = answer.get('error');
  if (error === 'access_denied')
    throw new SignInFailure('The sign-in was declined in the browser.', exitCodes.cancelled);
  if (error !== null)
    throw new SignInFailure(`The issuer refuses the sign-in: ${refusalText(error, answer.get('error_description'))}.`);
  const code = answer.get('code');
  if (code === null || code === '') throw new SignInFailure('The answer of the issuer has no code. Sign in again.');
  return code;
};

const Claims = z.object({
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  nonce: z.optional(z.string()),
  azp: z.optional(z.string()),
});
const toleranceSeconds = 60;

const claimsOf = (idToken: string): z.infer<typeof Claims> | null => {
  try {
    const json: unknown = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return Claims.safeParse(json).data ?? null;
  } catch {
    return null;
  }
};

/**
 * Checks that an ID token is the answer to the attempt. Its signature is left to the service: the token came from the
 * issuer itself, over TLS.
 * @throws SignInFailure where it is not
 * Source: https://openid.net/specs/openid-connect-core-1_0.html
 */
export const requireOwnIdToken = (
  idToken: string | undefined,
  expected: { readonly issuer: string; readonly clientId: string; readonly nonce: string; readonly now: number },
): string => {
  const claims = idToken === undefined ? null : claimsOf(idToken);
  const audiences = claims === null ? [] : [claims.aud].flat();
  const isOurs =
    claims !== null &&
    claims.iss === expected.issuer &&
    claims.nonce === expected.nonce &&
    audiences.includes(expected.clientId) &&
    (audiences.length === 1 || claims.azp === expected.clientId) &&
    claims.exp + toleranceSeconds > expected.now / 1000;
  if (idToken !== undefined && isOurs) return idToken;
  throw new SignInFailure(
    'The ID token of the issuer does not belong to this sign-in. Check the clock of this machine, and sign in again.',
  );
};
