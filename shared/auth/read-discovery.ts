import * as z from 'zod/mini';
import { isLocal } from '#shared/config/is-local.ts';
import type { SignIn } from '#shared/config/sign-in.ts';
import { guardedFetch } from '#shared/network/guarded-fetch.ts';

/** Source: docs/design/security-model.md, "Keys of the issuer". */
const limits = { timeoutMs: 2000, maxBytes: 150_000 };

const Issuer = z.object({ issuer: z.string() });

/** Reads JSON of the issuer. It follows no redirect: a 3xx is no 200. @throws any error where there is none */
export const readIssuerJson = async (address: string): Promise<unknown> => {
  const url = new URL(address);
  const call = guardedFetch({ baseUrl: `${url.origin}${url.pathname}`, allowLoopback: isLocal(), ...limits });
  const answer = await call(url, { headers: { accept: 'application/json' } });
  if (answer.status !== 200) throw new Error(`${url.host} answered ${answer.status}.`);
  return answer.json();
};

/** Where the issuer describes itself. */
export const discoveryUrlOf = ({ discoveryUrl, issuer }: Pick<SignIn, 'discoveryUrl' | 'issuer'>): string =>
  discoveryUrl ?? `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;

/**
 * Asks the issuer for its description of itself.
 * @throws any error where it gives none, or gives one of another issuer
 * Source: https://openid.net/specs/openid-connect-discovery-1_0.html
 */
export const readDiscovery = async (signIn: SignIn): Promise<unknown> => {
  const discovery = await readIssuerJson(discoveryUrlOf(signIn));
  const { issuer } = z.parse(Issuer, discovery);
  if (signIn.discoveryUrl === null && issuer !== signIn.issuer) {
    throw new Error(`${signIn.issuer} calls itself ${issuer}.`);
  }
  return discovery;
};
