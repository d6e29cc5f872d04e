import { createClient } from '#shared/client/client.ts';
import type { Api } from '../api/api-context.tsx';
import { limitedFetch } from '../api/limited-fetch.ts';
import { freshToken } from '../session/fresh-token.ts';
import { type Session, sessionStore } from '../session/session-store.ts';

/** Sends the token that the session has now, which may be newer than the client. */
const fetchWithToken: typeof fetch = async (input, init) => {
  const headers = new Headers(init?.headers);
  const token = await freshToken();
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  return limitedFetch(input, { ...init, headers });
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
  refused: () => sessionStore.end('expired'),
});
