import * as z from 'zod/mini';
import { ApiFailure, failureOf } from '#shared/client/api-failure.ts';

const LocalKey = z.object({ key: z.string() });

/**
 * Exchanges the code of a start link for an API key. Only the local service has this address, so it stands outside of the
 * API.
 * @throws ApiFailure where the code was used before, or is too old
 */
export const exchangeStartCode = async (code: string): Promise<string> => {
  const answer = await fetch('/local/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
    redirect: 'error',
  }).catch((error: unknown) => {
    throw ApiFailure.unreachable(location.origin, error);
  });
  if (!answer.ok) throw await failureOf(answer);
  const read = LocalKey.safeParse(await answer.json().catch(() => null));
  if (!read.success) throw new ApiFailure('This service has no start links.', { status: answer.status });
  return read.data.key;
};
