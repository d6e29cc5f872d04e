import * as z from 'zod/mini';
import { ApiFailure } from '#shared/client/api-failure.ts';
import { explainFault } from '../network.ts';
import { plainText } from '../present/cell.ts';
import { requireSafeAddress } from '../service-address.ts';
import { SignInFailure } from './sign-in-failure.ts';

const timeoutMs = 10_000;

const Metadata = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  revocation_endpoint: z.optional(z.string()),
  scopes_supported: z.optional(z.array(z.string())),
  authorization_response_iss_parameter_supported: z.optional(z.boolean()),
});
/**
 * The description that an issuer gives of itself. Source: https://openid.net/specs/openid-connect-discovery-1_0.html; RFC
 * 9207 §3.
 */
export type Metadata = z.infer<typeof Metadata>;

const Tokens = z.object({
  access_token: z.string(),
  token_type: z.string(),
  expires_in: z.optional(z.number()),
  refresh_token: z.optional(z.string()),
  id_token: z.optional(z.string()),
});
/** Source: RFC 6749 §5.1. */
export type Tokens = z.infer<typeof Tokens>;

/**
 * When an access token ends, in milliseconds since 1970; null if the issuer does not say.
 * @param now when it came, in milliseconds
 */
export const expiryOf = ({ expires_in }: Tokens, now: number): number | null =>
  expires_in === undefined ? null : now + expires_in * 1000;

const Refusal = z.object({ error: z.string(), error_description: z.optional(z.string()) });

/** The issuer has answered, and refuses. Source: RFC 6749 §5.2. */
export class IssuerRefused extends Error {
  override readonly name = 'IssuerRefused';
}

/** What an issuer says in the place of an answer, for a terminal. */
export const refusalText = (error: string, description: string | null | undefined): string =>
  plainText(description == null || description === '' ? error : `${error}: ${description}`).slice(0, 500);

const send = async (
  address: string,
  init: RequestInit,
): Promise<{ readonly status: number; readonly body: unknown }> => {
  let response: Response;
  let text: string;
  try {
    response = await fetch(address, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    text = await response.text();
  } catch (error) {
    throw ApiFailure.unreachable(new URL(address).origin, error, explainFault(error));
  }
  const { status } = response;
  if (status === 429 || status >= 500)
    throw new ApiFailure(`${new URL(address).origin} answered ${status}.`, { status });
  try {
    return { status, body: text === '' ? null : JSON.parse(text) };
  } catch (cause) {
    throw new ApiFailure(`${new URL(address).origin} answered ${status} with something that is no JSON.`, {
      status,
      cause,
    });
  }
};

/**
 * Asks an issuer for its addresses.
 * @throws SignInFailure where it is not what the service names, or has an address on which others could read along
 * @throws ApiFailure where it does not answer
 */
export const discover = async (issuer: string): Promise<Metadata> => {
  requireSafeAddress('The issuer of the service', issuer);
  const { status, body } = await send(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    headers: { accept: 'application/json' },
  });
  const found = Metadata.safeParse(body);
  if (status !== 200 || !found.success)
    throw new SignInFailure(`${issuer} does not describe itself as OpenID Connect asks for (it answered ${status}).`);
  const metadata = found.data;
  if (metadata.issuer !== issuer)
    throw new SignInFailure(`${issuer} calls itself ${plainText(metadata.issuer)}: nobody signs in there.`);
  requireSafeAddress('authorization_endpoint', metadata.authorization_endpoint);
  requireSafeAddress('token_endpoint', metadata.token_endpoint);
  if (metadata.revocation_endpoint !== undefined)
    requireSafeAddress('revocation_endpoint', metadata.revocation_endpoint);
  return metadata;
};

const post = (endpoint: string, fields: Readonly<Record<string, string>>) =>
  send(endpoint, { method: 'POST', headers: { accept: 'application/json' }, body: new URLSearchParams(fields) });

/**
 * Asks for tokens: with a code, or with a refresh token.
 * @throws IssuerRefused, ApiFailure
 */
export const requestTokens = async (endpoint: string, fields: Readonly<Record<string, string>>): Promise<Tokens> => {
  const { status, body } = await post(endpoint, fields);
  const tokens = Tokens.safeParse(body);
  if (status === 200 && tokens.success && tokens.data.token_type.toLowerCase() === 'bearer') return tokens.data;
  const refusal = Refusal.safeParse(body);
  throw new IssuerRefused(
    refusal.success ? refusalText(refusal.data.error, refusal.data.error_description) : `it answered ${status}`,
  );
};

/** Ends a refresh token at its issuer. @returns whether it has ended. Source: RFC 7009 §2.1 */
export const revokeToken = async (endpoint: string, clientId: string, token: string): Promise<boolean> => {
  try {
    const fields = { client_id: clientId, token, token_type_hint: 'refresh_token' };
    return (await post(endpoint, fields)).status === 200;
  } catch (error) {
    if (error instanceof ApiFailure) return error.status === 200;
    throw error;
  }
};
