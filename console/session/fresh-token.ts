import { renew } from './person.ts';
import { sessionStore } from './session-store.ts';

/** How long before its end an access token is renewed. */
const aheadSeconds = 60;

/** The token that the session has now; null where nobody is signed in. */
export const tokenNow = (): string | null => {
  const state = sessionStore.state();
  return state.kind === 'somebody' ? state.session.token : null;
};

const renewalNow = () => {
  const state = sessionStore.state();
  if (state.kind !== 'somebody' || state.session.kind !== 'person') return null;
  const { session } = state;
  const ends = session.expiresAt !== null && session.expiresAt - aheadSeconds < Date.now() / 1000;
  return ends && session.refreshToken !== null ? { session, refreshToken: session.refreshToken } : null;
};

/**
 * The token for the next call, renewed where it is about to end. One tab renews for all: an issuer takes a refresh token
 * once, and sees a thief in whoever brings it again.
 */
export const freshToken = async (): Promise<string | null> => {
  if (renewalNow() === null) return tokenNow();
  await navigator.locks.request('ocore-renewal', async () => {
    const due = renewalNow();
    if (due === null) return;
    try {
      sessionStore.begin(await renew(due.session, due.refreshToken));
    } catch {
      // The present token still counts for a moment; then the service says 401, which leads to the sign-in.
    }
  });
  return tokenNow();
};
