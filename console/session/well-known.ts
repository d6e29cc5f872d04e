import { createClient } from '#shared/client/client.ts';
import { getWellKnown } from '#shared/contract/endpoints/meta.ts';
import type { WellKnown } from '#shared/contract/well-known.ts';

/** How people sign in here; null where only API keys are taken. */
export type Issuer = WellKnown['auth'];

/** @throws ApiFailure */
export const readWellKnown = async (): Promise<WellKnown> =>
  (await createClient({ baseUrl: location.origin }).call(getWellKnown, {})).body;
