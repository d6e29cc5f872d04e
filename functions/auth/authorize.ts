import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from 'aws-lambda';
import { apiKeyIssuer } from '#shared/auth/api-key-issuer.ts';
import type { TokenIssuer } from '#shared/auth/token-issuer.ts';
import { loadConfig } from '#shared/config/load-config.ts';

loadConfig(['TABLE_NAME']);

const issuers: readonly TokenIssuer[] = [apiKeyIssuer];

type Answer = APIGatewaySimpleAuthorizerWithContextResult<{ principal?: string }>;

const nobody: Answer = { isAuthorized: true, context: {} };

/**
 * Resolves the bearer token to a principal and passes it on in the context. It never refuses, because an HTTP API would
 * turn a refusal into a bare 403. With a bad token the context has no principal, and every protected endpoint answers
 * 401.
 * Source: docs/design/security-model.md, "Bearer tokens and the authorizer".
 */
export const handler = async (event: APIGatewayRequestAuthorizerEventV2): Promise<Answer> => {
  const token = /^Bearer +([\x21-\x7e]{1,8000})$/i.exec(event.headers?.authorization?.trim() ?? '')?.[1];
  if (token === undefined) return nobody;
  const principal = await issuers.find((issuer) => issuer.recognises(token))?.resolve(token, new Date().toISOString());
  return principal == null ? nobody : { isAuthorized: true, context: { principal: JSON.stringify(principal) } };
};
