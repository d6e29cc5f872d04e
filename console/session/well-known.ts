import { createClient } from '#shared/client/client.ts';
import { getWellKnown } from '#shared/contract/endpoints/meta.ts';
import type { WellKnown } from '#shared/contract/well-known.ts';

/** With whom people sign in here. */
export type Issuer = NonNullable<WellKnown['auth']>;

/**
 * The issuer of this service.
 * @throws ApiFailure, and Error where only API keys are taken
 */
export const readIssuer = async (): Promise<Issuer> => {
  const { auth } = await readWellKnown();
  if (auth === null) throw new Error('This service takes API keys only. Sign in with one.');
  return auth;
};

/** @throws ApiFailure */
export const readWellKnown = async (): Promise<WellKnown> =>
  (await createClient({ baseUrl: location.origin }).call(getWellKnown, {})).body;
