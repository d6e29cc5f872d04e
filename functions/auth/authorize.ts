import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from 'aws-lambda';
import { apiKeyIssuer } from '#shared/auth/api-key-issuer.ts';
import { fetchIssuerKeys } from '#shared/auth/fetch-issuer-keys.ts';
import { IssuerKeys } from '#shared/auth/issuer-keys.ts';
import { oidcIssuer } from '#shared/auth/oidc-issuer.ts';
import type { TokenIssuer } from '#shared/auth/token-issuer.ts';
import { loadSignIn } from '#shared/config/sign-in.ts';
import { isFromOrigin } from '#shared/http/check-origin.ts';
import { startFunction } from '#shared/http/start-function.ts';

startFunction('auth/authorize', ['TABLE_NAME', 'SIGN_IN']);
const signIn = loadSignIn();

const issuers: readonly TokenIssuer[] = [
  apiKeyIssuer,
  ...(signIn === null ? [] : [oidcIssuer(signIn, new IssuerKeys(() => fetchIssuerKeys(signIn)))]),
];

type Answer = APIGatewaySimpleAuthorizerWithContextResult<{ principal?: string; unavailable?: string }>;

const nobody: Answer = { isAuthorized: true, context: {} };
/**
 * The answer while a token cannot be checked, because no key of its issuer is known: every protected endpoint then answers
 * 503.
 */
const unavailable: Answer = { isAuthorized: true, context: { unavailable: 'issuer' } };

/**
 * Resolves the bearer token to a principal and passes it on in the context. It never refuses, because an HTTP API would
 * turn a refusal into a bare 403. With a bad token the context has no principal, and every protected endpoint answers
 * 401.
 * Source: docs/design/security-model.md, "Bearer tokens and the authorizer".
 */
export const handler = async (event: APIGatewayRequestAuthorizerEventV2): Promise<Answer> => {
  // The endpoint answers 403: without a look at the token, a request that went round the public address costs no read.
  if (!isFromOrigin(event.headers)) return nobody;
  const token = /^Bearer +([\x21-\x7e]{1,8000})$/i.exec(event.headers?.authorization?.trim() ?? '')?.[1];
  if (token === undefined) return nobody;
  const principal = await issuers.find((issuer) => issuer.recognises(token))?.resolve(token, new Date().toISOString());
  if (principal === 'unavailable') return unavailable;
  return principal == null ? nobody : { isAuthorized: true, context: { principal: JSON.stringify(principal) } };
};
