import { ApiFailure } from '#shared/client/api-failure.ts';
import { createClient } from '#shared/client/client.ts';
import { getWellKnown } from '#shared/contract/endpoints/meta.ts';
import { WellKnown } from '#shared/contract/well-known.ts';
import { explainFault } from '../network.ts';
import { UsageError } from '../usage-error.ts';

const isAnotherServer = (error: unknown): boolean =>
  error instanceof ApiFailure && ((error.status >= 200 && error.status < 300) || error.status === 404);

/**
 * Reads what a service tells everybody about itself.
 * @throws UsageError where something else answers; ApiFailure where nothing does
 */
export const readWellKnown = async (url: string): Promise<WellKnown> => {
  const another = `${url} is no oCore Projects. Check the address: it is the one of the API, without /api.`;
  try {
    const { body } = await createClient({ baseUrl: url, explain: explainFault }).call(getWellKnown, {});
    const found = WellKnown.safeParse(body);
    if (found.success) return found.data;
  } catch (cause) {
    if (!isAnotherServer(cause)) throw cause;
    throw new UsageError(another, { cause });
  }
  throw new UsageError(another);
};
