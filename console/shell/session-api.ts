import { ApiFailure } from '#shared/client/api-failure.ts';
import { createClient } from '#shared/client/client.ts';
import type { Api } from '../api/api-context.tsx';
import { limitedFetch } from '../api/limited-fetch.ts';
import { freshToken, tokenNow } from '../session/fresh-token.ts';
import { type Session, sessionStore } from '../session/session-store.ts';

/**
 * Sends the token that the session has now, which may be newer than the client. 401 ends the session, unless somebody has
 * signed in again since the call was sent.
 */
const fetchWithToken: typeof fetch = async (input, init) => {
  const headers = new Headers(init?.headers);
  const token = await freshToken();
  // A write that was refused has the screen read anew, which waits for the next sign-in.
  if (token === null) throw new ApiFailure('Nobody is signed in.', { status: 401 });
  headers.set('authorization', `Bearer ${token}`);
  const answer = await limitedFetch(input, { ...init, headers });
  if (answer.status === 401 && token === tokenNow()) sessionStore.end('expired');
  return answer;
};

/** The client of a session in an organisation. */
export const sessionApi = (session: Session, organization: string | null): Api => ({
  client: createClient({
    baseUrl: location.origin,
    token: session.token,
    fetch: fetchWithToken,
    ...(organization === null ? {} : { organization }),
  }),
  organization,
});
