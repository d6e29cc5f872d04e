import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { audience, Browser, clientId, RealProvider } from '#test/fixtures/real-provider.ts';
import type { Auth } from '../../cli/sign-in/authorization-request.ts';
import { signInByBrowser } from '../../cli/sign-in/sign-in-by-browser.ts';

let provider: RealProvider;
let auth: Auth;
beforeAll(async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  provider = await RealProvider.start();
  auth = {
    issuer: provider.url,
    clientId,
    audience,
    scopes: ['openid', 'email', 'profile'],
    authorizationParameters: { resource: audience },
    redirectUris: ['https://ocore.example.com/sign-in/callback', 'http://127.0.0.1:0/callback'],
  };
});
afterAll(async () => {
  vi.restoreAllMocks();
  await provider.stop();
});

const never = new Promise<void>(() => undefined);

/** Signs in while a browser does something with the address. Nobody waits for the browser, as nobody waits for a person. */
const signIn = (browse: (address: URL, redirectUri: string) => Promise<unknown>, over: Partial<Auth> = {}) =>
  signInByBrowser(
    { ...auth, ...over },
    {
      expires: never,
      open: async (address) => {
        const url = new URL(address);
        void browse(url, url.searchParams.get('redirect_uri') ?? '');
        return true;
      },
    },
  );

const visit = (account: string) => (address: URL) => new Browser(provider.url).visit(address.href, account);

describe('a sign-in by browser, against a real provider', () => {
  it('ends with tokens that last, and with an ID token of this sign-in', async () => {
    const { signedIn, idToken } = await signIn(visit('mona'));

    expect(signedIn).toMatchObject({
      issuer: provider.url,
      clientId,
      parameters: { resource: audience },
      refreshToken: expect.stringMatching(/./),
      revocationEndpoint: `${provider.url}/token/revocation`,
    });
    expect(signedIn.accessToken.split('.')).toHaveLength(3);
    expect(idToken.split('.')).toHaveLength(3);
  });

  it('goes on after forged answers', async () => {
    const { idToken } = await signIn(async (address, redirectUri) => {
      await fetch(`${redirectUri}?code=forged&state=forged`);
      await fetch(`${redirectUri}?error=access_denied&state=`);
      await visit('mona')(address);
    });

    expect(idToken).not.toBe('');
  });

  it('takes no code of somebody else, even where its state was found out', async () => {
    const stolen = signIn(async (address, redirectUri) => {
      const other = new URL(address);
      // A sign-in of the attacker's own, whose code is given to the person's client.
      other.searchParams.set('code_challenge', 'x'.repeat(43));
      const back = await new Browser(provider.url).signIn(other.href, 'mallory');
      await fetch(`${redirectUri}?${back.searchParams}`);
    });

    await expect(stolen).rejects.toThrow(/gives no tokens for this sign-in: invalid_grant/);
  });

  it('takes no ID token of another sign-in, where the code is its own', async () => {
    const replayed = signIn(async (address) => {
      address.searchParams.set('nonce', 'another');
      await visit('mona')(address);
    });

    await expect(replayed).rejects.toThrow(/does not belong to this sign-in/);
  });

  it('refuses the answer of another issuer', async () => {
    const mixed = signIn(async (address, redirectUri) => {
      const back = await new Browser(provider.url).signIn(address.href, 'mona');
      back.searchParams.set('iss', 'https://evil.example');
      await fetch(`${redirectUri}?${back.searchParams}`);
    });

    await expect(mixed).rejects.toThrow(/not of the issuer that was asked/);
  });

  it('ends as the provider says where it refuses', async () => {
    const refused = signIn(async (address, redirectUri) => {
      const state = address.searchParams.get('state') ?? '';
      const iss = provider.url;
      await fetch(`${redirectUri}?${new URLSearchParams({ error: 'access_denied', state, iss })}`);
    });

    await expect(refused).rejects.toMatchObject({ exitCode: 3 });
  });

  it('ends where nobody comes, and leaves no port open', async () => {
    let redirectUri = '';
    let end: () => void = () => undefined;
    const expires = new Promise<void>((resolve) => {
      end = resolve;
    });
    const waiting = signInByBrowser(auth, {
      expires,
      open: async (address) => {
        redirectUri = new URL(address).searchParams.get('redirect_uri') ?? '';
        end();
        return false;
      },
    });

    await expect(waiting).rejects.toThrow(/Nobody signed in within 10 minutes/);
    await expect(fetch(redirectUri)).rejects.toThrow();
  });
});

describe('an issuer that is none', () => {
  let server: Server;
  let url: string;
  let body: unknown;
  beforeAll(async () => {
    server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const described = () => ({ issuer: url, authorization_endpoint: `${url}/a`, token_endpoint: `${url}/t` });

  it.each([
    [
      'calls itself otherwise',
      () => ({ ...described(), issuer: 'https://evil.example' }),
      /calls itself https:\/\/evil/,
    ],
    ['describes nothing', () => ({}), /does not describe itself/],
    [
      'sends the person over plain http',
      () => ({ ...described(), authorization_endpoint: 'http://evil.example/a' }),
      /authorization_endpoint begins with http:/,
    ],
    [
      'takes codes over plain http',
      () => ({ ...described(), token_endpoint: 'http://evil.example/t' }),
      /token_endpoint begins with http:/,
    ],
    [
      'takes tokens over plain http',
      () => ({ ...described(), revocation_endpoint: 'http://evil.example/r' }),
      /revocation_endpoint begins with http:/,
    ],
  ])('and %s gets no browser', async (_what, description, message) => {
    body = description();
    let opened = 0;

    const refused = signInByBrowser(
      { ...auth, issuer: url },
      {
        expires: never,
        open: async () => {
          opened += 1;
          return true;
        },
      },
    );

    await expect(refused).rejects.toThrow(message);
    expect(opened).toBe(0);
  });

  it('is not asked over plain http', async () => {
    await expect(signIn(async () => undefined, { issuer: 'http://login.acme.example' })).rejects.toThrow(
      /begins with http:/,
    );
  });
});
