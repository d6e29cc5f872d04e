import type { JSONWebKeySet } from 'jose';
import * as z from 'zod/mini';
import { isLocal } from '#shared/config/is-local.ts';
import type { SignIn } from '#shared/config/sign-in.ts';
import { guardedFetch } from '#shared/network/guarded-fetch.ts';

/** Source: docs/design/security-model.md, "Keys of the issuer". */
const limits = { timeoutMs: 2000, maxBytes: 150_000 };

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.string() });
const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

/** Follows no redirect: a 3xx is no 200. */
const readJson = async (address: string): Promise<unknown> => {
  const url = new URL(address);
  const call = guardedFetch({ baseUrl: `${url.origin}${url.pathname}`, allowLoopback: isLocal(), ...limits });
  const answer = await call(url, { headers: { accept: 'application/json' } });
  if (answer.status !== 200) throw new Error(`${url.host} answered ${answer.status}.`);
  return answer.json();
};

const discoveryUrlOf = ({ discoveryUrl, issuer }: SignIn): string =>
  discoveryUrl ?? `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;

/**
 * Asks the issuer for its keys: where they are, and then for them.
 * @throws any error where it gives none
 * Source: https://openid.net/specs/openid-connect-discovery-1_0.html
 */
export const fetchIssuerKeys = async (signIn: SignIn): Promise<JSONWebKeySet> => {
  const discovery = z.parse(Discovery, await readJson(discoveryUrlOf(signIn)));
  if (signIn.discoveryUrl === null && discovery.issuer !== signIn.issuer) {
    throw new Error(`${signIn.issuer} calls itself ${discovery.issuer}.`);
  }
  const { keys } = z.parse(KeySet, await readJson(discovery.jwks_uri));
  return { keys };
};
