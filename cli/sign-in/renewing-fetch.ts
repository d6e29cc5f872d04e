import { ApiFailure } from '#shared/client/api-failure.ts';
import { changeContexts, type SignedIn } from '../contexts/context-file.ts';
import { expiryOf, IssuerRefused, requestTokens, type Tokens } from './issuer.ts';

export type RenewOptions = {
  readonly environment?: NodeJS.ProcessEnv;
  readonly fetch?: typeof fetch;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
};

// A token may end on its way.
const earlyMs = 60_000;

const refreshed = async (before: SignedIn, refreshToken: string): Promise<Tokens> => {
  try {
    return await requestTokens(before.tokenEndpoint, {
      grant_type: 'refresh_token',
      client_id: before.clientId,
      refresh_token: refreshToken,
      ...before.parameters,
    });
  } catch (error) {
    if (!(error instanceof IssuerRefused)) throw error;
    throw new ApiFailure(`The sign-in at ${before.issuer} has ended (${error.message}).`, { status: 401 });
  }
};

/**
 * Renews the tokens of a context, unless another process has. Of several processes one does it: many issuers take a
 * refresh token once, and end the sign-in where it comes twice.
 * @param used the access token that is to be replaced
 */
const renew = async (
  name: string,
  used: string,
  { environment = process.env, now = Date.now }: RenewOptions,
): Promise<SignedIn> => {
  const after = await changeContexts(async (contexts) => {
    const context = contexts.contexts[name];
    const before = context?.signedIn;
    if (context === undefined || before === undefined)
      throw new ApiFailure(`The context ${name} has been signed out.`, { status: 401 });
    if (before.accessToken !== used || before.refreshToken === null) return contexts;
    const tokens = await refreshed(before, before.refreshToken);
    const signedIn: SignedIn = {
      ...before,
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token ?? before.refreshToken,
      expiresAt: expiryOf(tokens, now()),
    };
    return { ...contexts, contexts: { ...contexts.contexts, [name]: { ...context, signedIn } } };
  }, environment);
  const signedIn = after.contexts[name]?.signedIn;
  if (signedIn === undefined) throw new ApiFailure(`The context ${name} has been signed out.`, { status: 401 });
  return signedIn;
};

/**
 * `fetch` with the access token of a context: renewed before it ends, and once where the service refuses it. A call that
 * answers 401 has done nothing, so that it may be sent again.
 */
export const renewingFetch = (name: string, first: SignedIn, options: RenewOptions = {}): typeof fetch => {
  const { fetch: send = fetch, now = Date.now } = options;
  let present = first;
  let renewal: Promise<SignedIn> | null = null;

  const renewed = async (used: string): Promise<string> => {
    if (present.accessToken === used) {
      renewal ??= renew(name, used, options).finally(() => {
        renewal = null;
      });
      present = await renewal;
    }
    return present.accessToken;
  };

  const sendWith = (token: string, ...[input, init]: Parameters<typeof fetch>): Promise<Response> => {
    const headers = new Headers(init?.headers);
    headers.set('authorization', `Bearer ${token}`);
    return send(input, { ...init, headers });
  };

  return async (input, init) => {
    const { accessToken, expiresAt, refreshToken } = present;
    const endsSoon = refreshToken !== null && expiresAt !== null && now() >= expiresAt - earlyMs;
    const token = endsSoon ? await renewed(accessToken) : accessToken;
    const answer = await sendWith(token, input, init);
    if (answer.status !== 401) return answer;
    const another = await renewed(token);
    return another === token ? answer : sendWith(another, input, init);
  };
};
