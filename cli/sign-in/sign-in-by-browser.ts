import type { SignedIn } from '../contexts/context-file.ts';
import { say } from '../output.ts';
import { type Auth, authorizationAddress, codeOf, newAttempt, requireOwnIdToken } from './authorization-request.ts';
import { discover, expiryOf, IssuerRefused, requestTokens, type Tokens } from './issuer.ts';
import { listenForAnswer } from './loopback-listener.ts';
import { SignInFailure } from './sign-in-failure.ts';

export type BrowserSignIn = {
  /** Opens the address in a browser. @returns whether it did */
  readonly open: (address: string) => Promise<boolean>;
  /** Ends the wait for the browser; replaced in tests. */
  readonly expires?: Promise<void>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
};

const waitMinutes = 10;

/** Ends no sooner, and keeps no process alive. */
const afterMinutes = (minutes: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, minutes * 60_000).unref();
  });

const exchange = async (endpoint: string, fields: Readonly<Record<string, string>>): Promise<Tokens> => {
  try {
    return await requestTokens(endpoint, fields);
  } catch (error) {
    if (!(error instanceof IssuerRefused)) throw error;
    throw new SignInFailure(`The issuer gives no tokens for this sign-in: ${error.message}. Sign in again.`);
  }
};

/**
 * Signs somebody in at the issuer of a service: authorization code with PKCE, back over a port of this machine.
 * @returns what is kept, and the ID token, with which an invitation is accepted
 * @throws SignInFailure, UsageError, ApiFailure
 * Source: RFC 8252; docs/cli.md, "Signing in"
 */
export const signInByBrowser = async (
  auth: Auth,
  { open, expires, now = Date.now }: BrowserSignIn,
): Promise<{ readonly signedIn: SignedIn; readonly idToken: string }> => {
  const metadata = await discover(auth.issuer);
  const listener = await listenForAnswer(auth.redirectUris);
  try {
    const attempt = newAttempt(listener.redirectUri);
    const answered = listener.answer(attempt.state);
    const address = authorizationAddress(auth, metadata, attempt);
    say((await open(address)) ? 'Sign in with your browser. If it shows no page, open:' : 'Open in your browser:');
    say(address);
    const answer = await Promise.race([answered, (expires ?? afterMinutes(waitMinutes)).then(() => null)]);
    if (answer === null)
      throw new SignInFailure(`Nobody signed in within ${waitMinutes} minutes. Start again, or use --with-token.`);
    const { resource } = auth.authorizationParameters;
    const parameters = resource === undefined ? {} : { resource };
    const tokens = await exchange(metadata.token_endpoint, {
      grant_type: 'authorization_code',
      client_id: auth.clientId,
      redirect_uri: attempt.redirectUri,
      code: codeOf(answer, metadata),
      code_verifier: attempt.verifier,
      ...parameters,
    });
    const expected = { issuer: metadata.issuer, clientId: auth.clientId, nonce: attempt.nonce, now: now() };
    const idToken = requireOwnIdToken(tokens.id_token, expected);
    const signedIn: SignedIn = {
      issuer: metadata.issuer,
      clientId: auth.clientId,
      tokenEndpoint: metadata.token_endpoint,
      revocationEndpoint: metadata.revocation_endpoint ?? null,
      parameters,
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token ?? null,
      expiresAt: expiryOf(tokens, now()),
    };
    return { signedIn, idToken };
  } finally {
    listener.close();
  }
};
