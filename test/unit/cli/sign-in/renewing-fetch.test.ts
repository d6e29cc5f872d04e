import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApiFailure } from '#shared/client/api-failure.ts';
import { changeContexts, contextFile, type SignedIn } from '../../../../cli/contexts/context-file.ts';
import { renewingFetch } from '../../../../cli/sign-in/renewing-fetch.ts';

const now = 1_000_000_000;

let folder: string;
let environment: NodeJS.ProcessEnv;
let server: Server;
let signedIn: SignedIn;
/** What the token endpoint was sent, and what it answers. */
let asked: URLSearchParams[];
let answer: { status: number; body: unknown };
/** What the service was sent, and the tokens that it takes. */
let sent: { readonly token: string; readonly body: unknown }[];
let taken: Set<string>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ocore-renewing-'));
  environment = { XDG_CONFIG_HOME: folder };
  asked = [];
  sent = [];
  taken = new Set(['second']);
  answer = {
    status: 200,
    body: { access_token: 'second', token_type: 'Bearer', refresh_token: 'r2', expires_in: 600 },
  };
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      asked.push(new URLSearchParams(body));
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  signedIn = {
    issuer: url,
    clientId: 'ocore',
    tokenEndpoint: `${url}/token`,
    revocationEndpoint: null,
    parameters: { resource: 'api' },
    accessToken: 'first',
    refreshToken: 'r1',
    expiresAt: now + 600_000,
  };
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const service: typeof fetch = async (_input, init) => {
  const token = new Headers(init?.headers).get('authorization')?.slice('Bearer '.length) ?? '';
  sent.push({ token, body: init?.body });
  return new Response('{}', { status: taken.has(token) ? 200 : 401 });
};

const fetching = async (over: Partial<SignedIn> = {}): Promise<typeof fetch> => {
  const context = { url: 'https://ocore.example.com', signedIn: { ...signedIn, ...over } };
  await changeContexts(() => ({ current: 'live', contexts: { live: context } }), environment);
  return renewingFetch('live', context.signedIn, { environment, fetch: service, now: () => now });
};
const kept = (): string => readFileSync(contextFile(environment), 'utf8');

describe('the calls of a sign-in', () => {
  it('go with its token, which is not renewed before its last minute', async () => {
    taken.add('first');
    const call = await fetching({ expiresAt: now + 60_001 });
    await call('https://ocore.example.com/api/me');

    expect(sent.map(({ token }) => token)).toEqual(['first']);
    expect(asked).toEqual([]);
  });

  it('go with a new token in the last minute, which is kept', async () => {
    taken.add('first');
    const call = await fetching({ expiresAt: now + 60_000 });
    await call('https://ocore.example.com/api/me');

    expect(sent.map(({ token }) => token)).toEqual(['second']);
    expect(Object.fromEntries(asked[0] ?? [])).toEqual({
      grant_type: 'refresh_token',
      client_id: 'ocore',
      refresh_token: 'r1',
      resource: 'api',
    });
    expect(JSON.parse(kept())).toMatchObject({
      contexts: { live: { signedIn: { accessToken: 'second', refreshToken: 'r2', expiresAt: now + 600_000 } } },
    });
  });

  it('are sent again once, whole, where the token is refused', async () => {
    const call = await fetching();
    const { status } = await call('https://ocore.example.com/api/projects', { method: 'POST', body: '{"name":"x"}' });

    expect(status).toBe(200);
    expect(sent).toEqual([
      { token: 'first', body: '{"name":"x"}' },
      { token: 'second', body: '{"name":"x"}' },
    ]);
  });

  it('are not sent a third time', async () => {
    taken.clear();
    const call = await fetching();

    expect((await call('https://ocore.example.com/api/me')).status).toBe(401);
    expect(sent).toHaveLength(2);
    expect(asked).toHaveLength(1);
  });

  it('renew once where several are refused at the same time', async () => {
    const call = await fetching();
    await Promise.all([1, 2, 3].map(() => call('https://ocore.example.com/api/me')));

    expect(asked).toHaveLength(1);
  });

  it('keep the refresh token where the issuer gives no new one', async () => {
    answer.body = { access_token: 'second', token_type: 'bearer' };
    const call = await fetching();
    await call('https://ocore.example.com/api/me');

    expect(JSON.parse(kept())).toMatchObject({
      contexts: { live: { signedIn: { refreshToken: 'r1', expiresAt: null } } },
    });
  });

  it('take the token that another process has renewed', async () => {
    const call = await fetching();
    await fetching({ accessToken: 'second', refreshToken: 'r2' });
    await call('https://ocore.example.com/api/me');

    expect(sent.map(({ token }) => token)).toEqual(['first', 'second']);
    expect(asked).toEqual([]);
  });

  it('answer 401 where nothing can be renewed', async () => {
    const call = await fetching({ refreshToken: null });

    expect((await call('https://ocore.example.com/api/me')).status).toBe(401);
    expect([sent.length, asked.length]).toEqual([1, 0]);
  });

  it.each([
    [{ status: 400, body: { error: 'invalid_grant' } }, 401, /has ended \(invalid_grant\)/],
    [{ status: 200, body: { access_token: 'x', token_type: 'DPoP' } }, 401, /has ended \(it answered 200\)/],
    [{ status: 503, body: {} }, 503, /answered 503/],
    [{ status: 429, body: {} }, 429, /answered 429/],
  ])('fail as the issuer says with %j, and keep what there was', async (answered, status, message) => {
    const call = await fetching();
    const before = kept();
    answer = answered;

    const failure = await call('https://ocore.example.com/api/me').catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(ApiFailure);
    expect(failure).toMatchObject({ status, message: expect.stringMatching(message) });
    expect(kept()).toBe(before);
  });

  it('fail with 401 where the context was signed out meanwhile', async () => {
    const call = await fetching();
    await changeContexts(() => ({ current: null, contexts: {} }), environment);

    await expect(call('https://ocore.example.com/api/me')).rejects.toMatchObject({ status: 401 });
  });
});
