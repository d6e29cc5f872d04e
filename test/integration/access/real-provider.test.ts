import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import { minutesLater } from '../clock.ts';
import { expectProblem } from '../expect-problem.ts';
import { writtenMember } from '../principals.ts';
import { expectStatus, TestService } from '../test-service.ts';

const clientId = 'ocore';
const audience = 'https://ocore.example/api';
const redirectUri = 'http://127.0.0.1:47101/callback';

/** `oidc-provider` on loopback: a public client, PKCE, and JWTs for the API of oCore. */
class RealProvider {
  readonly url: string;
  readonly #server: Server;
  #handler: ReturnType<Provider['callback']> | null = null;
  #keys: Record<string, unknown>[] = [];

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async start(): Promise<RealProvider> {
    let provider: RealProvider | undefined;
    const server = createServer((request, response) => {
      if (provider?.isDown !== false || provider.handler === null) {
        response.writeHead(503).end();
        return;
      }
      void provider.handler(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    provider = new RealProvider(server, `http://127.0.0.1:${port}`);
    await provider.rotate('first');
    return provider;
  }

  isDown = false;

  get handler(): ReturnType<Provider['callback']> | null {
    return this.#handler;
  }

  /** Signs with a new key from now on; the old ones are still published. */
  async rotate(kid: string): Promise<void> {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    this.#keys = [{ ...(await exportJWK(privateKey)), kid, use: 'sig', alg: 'RS256' }, ...this.#keys];
    const provider = new Provider(this.url, {
      clients: [
        {
          client_id: clientId,
          redirect_uris: [redirectUri],
          grant_types: ['authorization_code'],
          response_types: ['code'],
          token_endpoint_auth_method: 'none',
          application_type: 'native',
        },
      ],
      jwks: { keys: this.#keys },
      cookies: { keys: ['test'] },
      pkce: { required: () => true },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      conformIdTokenClaims: false,
      findAccount: (_context, accountId) => ({
        accountId,
        claims: () => ({
          sub: accountId,
          email: `${accountId}@acme.example`,
          email_verified: true,
          name: 'Mona Lisa',
        }),
      }),
      features: {
        devInteractions: { enabled: true },
        resourceIndicators: {
          enabled: true,
          defaultResource: () => audience,
          useGrantedResource: () => true,
          getResourceServerInfo: () => ({
            scope: 'api',
            audience,
            accessTokenTTL: 600,
            accessTokenFormat: 'jwt' as const,
            jwt: { sign: { alg: 'RS256' as const } },
          }),
        },
      },
    });
    this.#handler = provider.callback();
  }

  /** Authorization code with PKCE, as a browser and the client do it. */
  async signIn(account: string): Promise<{ readonly accessToken: string; readonly idToken: string }> {
    const verifier = randomBytes(32).toString('base64url');
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const query = new URLSearchParams({
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid email profile',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      resource: audience,
    });
    const code = await new Browser(this.url).authorize(`/auth?${query}`, account);
    const answer = await fetch(`${this.url}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: clientId,
        redirect_uri: redirectUri,
        code,
        code_verifier: verifier,
        resource: audience,
      }),
    });
    const tokens = (await answer.json()) as { access_token?: string; id_token?: string };
    if (tokens.access_token === undefined || tokens.id_token === undefined) throw new Error(JSON.stringify(tokens));
    return { accessToken: tokens.access_token, idToken: tokens.id_token };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Follows redirects with cookies, and fills in the forms of sign-in and consent. */
class Browser {
  readonly #base: string;
  readonly #cookies = new Map<string, string>();

  constructor(base: string) {
    this.#base = base;
  }

  async authorize(path: string, account: string): Promise<string> {
    let next = new URL(path, this.#base);
    let form: URLSearchParams | null = null;
    for (let step = 0; step < 20; step += 1) {
      const answer = await this.#send(next, form);
      const location = answer.headers.get('location');
      form = null;
      if (location !== null) {
        next = new URL(location, this.#base);
        if (`${next.origin}${next.pathname}` !== redirectUri) continue;
        const code = next.searchParams.get('code');
        if (code === null) throw new Error(next.search);
        return code;
      }
      const page = await answer.text();
      const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1];
      const prompt = /name="prompt" value="([^"]+)"/.exec(page)?.[1];
      if (action === undefined || prompt === undefined) throw new Error(`${answer.status} ${page.slice(0, 500)}`);
      next = new URL(action, this.#base);
      form = new URLSearchParams({ prompt, login: account, password: 'any' });
    }
    throw new Error('The sign-in does not end.');
  }

  async #send(url: URL, form: URLSearchParams | null): Promise<Response> {
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === null ? {} : { method: 'POST', body: form }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';', 1);
      const [name = '', ...value] = pair.split('=');
      this.#cookies.set(name, value.join('='));
    }
    return answer;
  }
}

let ours: RealProvider;
let another: RealProvider;
let service: TestService;
beforeAll(async () => {
  ours = await RealProvider.start();
  another = await RealProvider.start();
  service = await TestService.start({
    signIn: {
      kind: 'oidc',
      issuer: ours.url,
      clientId,
      audience,
      discoveryUrl: null,
      scopes: ['openid', 'email', 'profile'],
      authorizationParameters: { resource: audience },
    },
  });
  const member = await writtenMember(service.local.organization.id, {
    status: 'invited',
    roleId: 'developer',
    email: 'mona@acme.example',
    name: null,
    subjectKey: null,
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  });
  const { client, name } = table();
  const { organizationId, id: memberId, email } = member;
  const pointer = { ...keys.invitedEmail(email, organizationId), organizationId, memberId };
  await client.send(new PutCommand({ TableName: name, Item: pointer }));
});
afterAll(async () => {
  await service.stop();
  await ours.stop();
  await another.stop();
});

const accept = (idToken: string) => service.anonymous('POST', '/api/invitations/accept', { body: { idToken } });
const me = (token: string) => service.api('GET', '/api/me', { token });

// One story, in this order.
describe('with a real provider: code with PKCE', () => {
  it('nobody gets in by another provider', async () => {
    const { accessToken, idToken } = await another.signIn('mona');
    expectProblem(await accept(idToken), 'unauthenticated');
    expectProblem(await me(accessToken), 'unauthenticated');
  });

  it('a person accepts the invitation with the ID token, and is let in with the access token alone', async () => {
    const { accessToken, idToken } = await ours.signIn('mona');
    expect(expectStatus(200, await accept(idToken)).json).toMatchObject({ name: 'Mona Lisa', status: 'active' });
    expect(expectStatus(200, await me(accessToken)).json).toMatchObject({ principal: { name: 'Mona Lisa' } });
    expectProblem(await me(idToken), 'unauthenticated');
    expectProblem(await accept(accessToken), 'unauthenticated');
  });

  it('somebody who is not invited signs in and is a stranger', async () => {
    const { accessToken, idToken } = await ours.signIn('eve');
    expectProblem(await accept(idToken), 'not_found');
    expectProblem(await me(accessToken), 'permission_missing');
  });

  it('a token by a new key passes once the keys are asked for, and while the provider is down', async () => {
    await ours.rotate('second');
    const { accessToken } = await ours.signIn('mona');
    await minutesLater(2, async () => expectStatus(200, await me(accessToken)));
    const later = await ours.signIn('mona');
    ours.isDown = true;
    await minutesLater(5, async () => expectStatus(200, await me(later.accessToken)));
  });
});
