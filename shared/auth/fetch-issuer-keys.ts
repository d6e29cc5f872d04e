import type { JSONWebKeySet } from 'jose';
import * as z from 'zod/mini';
import type { SignIn } from '#shared/config/sign-in.ts';
import { readDiscovery, readIssuerJson } from './read-discovery.ts';

const Discovery = z.object({ jwks_uri: z.string() });
const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

/**
 * Fetches the keys of the issuer: first its description, which names their address, and then the keys.
 * @throws any error if the issuer gives none
 * Source: https://openid.net/specs/openid-connect-discovery-1_0.html
 */
export const fetchIssuerKeys = async (signIn: SignIn): Promise<JSONWebKeySet> => {
  const discovery = z.parse(Discovery, await readDiscovery(signIn));
  const { keys } = z.parse(KeySet, await readIssuerJson(discovery.jwks_uri));
  return { keys };
};
