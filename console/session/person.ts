import type { OidcClient, SigninResponse } from 'oidc-client-ts';
import type { Session } from './session-store.ts';
import { type Issuer, readWellKnown } from './well-known.ts';

export type PersonSession = Extract<Session, { kind: 'person' }>;

/** `oidc-client-ts` weighs 15 KB: it is loaded where somebody signs in with an issuer. */
const oidcOf = async (issuer: NonNullable<Issuer>): Promise<OidcClient> => {
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

/** Leads to the issuer: authorization code with PKCE. @param back where to go afterwards, in the console */
export const leadToIssuer = async (issuer: NonNullable<Issuer>, back: string): Promise<void> => {
  const oidc = await oidcOf(issuer);
  const { url } = await oidc.createSigninRequest({ state: back });
  location.assign(url);
};

/**
 * Ends a sign-in at the address that the issuer led back to.
 * @throws Error of the issuer, or of a state that this tab does not know
 */
export const finishSignIn = async (
  issuer: NonNullable<Issuer>,
  address: string,
): Promise<{ readonly session: PersonSession; readonly back: string }> => {
  const oidc = await oidcOf(issuer);
  const answer = await oidc.processSigninResponse(address);
  const back = typeof answer.userState === 'string' && /^\/(?!\/)/.test(answer.userState) ? answer.userState : '/';
  return { session: sessionOf(answer, null), back };
};

/** Renews the access token with the refresh token. @throws Error where the issuer refuses */
export const renew = async (session: PersonSession, refreshToken: string): Promise<PersonSession> => {
  const { auth } = await readWellKnown();
  if (auth === null) throw new Error('Nobody signs in with an issuer here any more.');
  const oidc = await oidcOf(auth);
  const state = {
    refresh_token: refreshToken,
    session_state: null,
    profile: session.profile,
    ...(session.idToken === null ? {} : { id_token: session.idToken }),
    ...(session.scope === null ? {} : { scope: session.scope }),
  };
  return sessionOf(await oidc.useRefreshToken({ state }), session);
};
