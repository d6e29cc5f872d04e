import type { OidcClient, SigninResponse } from 'oidc-client-ts';
import type { Session } from './session-store.ts';
import { type Issuer, readIssuer } from './well-known.ts';

export type PersonSession = Extract<Session, { kind: 'person' }>;

/** `oidc-client-ts` weighs 15 KB: it is loaded where somebody signs in with an issuer. */
const oidcOf = async (issuer: Issuer): Promise<OidcClient> => {
  const { OidcClient, WebStorageStateStore } = await import('oidc-client-ts');
  return new OidcClient({
    authority: issuer.issuer,
    client_id: issuer.clientId,
    redirect_uri: `${location.origin}/sign-in/callback`,
    scope: issuer.scopes.join(' '),
    extraQueryParams: { ...issuer.authorizationParameters },
    response_type: 'code',
    loadUserInfo: false,
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
  });
};

const sessionOf = (answer: SigninResponse, before: PersonSession | null): PersonSession => ({
  kind: 'person',
  token: answer.access_token,
  refreshToken: answer.refresh_token ?? before?.refreshToken ?? null,
  idToken: answer.id_token ?? before?.idToken ?? null,
  scope: answer.scope ?? before?.scope ?? null,
  expiresAt: answer.expires_at ?? null,
  // A refresh may come without an ID token: then the person is who it was.
  profile: before?.profile ?? { ...answer.profile },
});

/**
 * Leads to the issuer: authorization code with PKCE.
 * @param back where to go afterwards, in the console; null where another tab waits for the session
 */
export const leadToIssuer = async (issuer: Issuer, back: string | null): Promise<void> => {
  const oidc = await oidcOf(issuer);
  const { url } = await oidc.createSigninRequest(back === null ? {} : { state: back });
  location.assign(url);
};

/** Only an address of the console: a state of another kind leads to its start. */
const backOf = (state: unknown): string | null => {
  if (state === undefined) return null;
  return typeof state === 'string' && /^\/(?!\/)/.test(state) ? state : '/';
};

/**
 * Ends a sign-in at the address that the issuer led back to.
 * @throws Error of the issuer, or of a state that this tab does not know
 */
export const finishSignIn = async (
  issuer: Issuer,
  address: string,
): Promise<{ readonly session: PersonSession; readonly back: string | null }> => {
  const oidc = await oidcOf(issuer);
  const answer = await oidc.processSigninResponse(address);
  return { session: sessionOf(answer, null), back: backOf(answer.userState) };
};

/** Renews the access token with the refresh token. @throws Error where the issuer refuses */
export const renew = async (session: PersonSession, refreshToken: string): Promise<PersonSession> => {
  const oidc = await oidcOf(await readIssuer());
  const state = {
    refresh_token: refreshToken,
    session_state: null,
    profile: session.profile,
    ...(session.idToken === null ? {} : { id_token: session.idToken }),
    ...(session.scope === null ? {} : { scope: session.scope }),
  };
  return sessionOf(await oidc.useRefreshToken({ state }), session);
};
