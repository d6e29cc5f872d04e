import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Problem } from '#shared/contract/problem.ts';
import { CallFailed } from '#shared/network/guarded-fetch.ts';
import { ProviderApi, type ProviderRequest } from '#shared/providers/client/provider-call.ts';

const token = 'glpat-canary-0123456789';
const apiUrl = 'https://git.acme.example/api/v4';
const Answer = z.object({ id: z.int() });
const request: ProviderRequest = { what: 'do it', path: '/it', needs: 'It needs the scope api.' };

type Called = { readonly url: string; readonly init: RequestInit | undefined };

/** An API over a fetch without any guard of its own. */
const over = (...answers: readonly (Response | Error)[]): { api: ProviderApi; called: Called[] } => {
  const called: Called[] = [];
  const left = [...answers];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    called.push({ url: String(input), init });
    const next = left.shift() ?? new Response('{"id":0}');
    if (next instanceof Error) throw next;
    return next;
  };
  const credential = { kind: 'token', token, username: null } as const;
  return { api: new ProviderApi('gitlab', { apiUrl, credential, fetch }, `Bearer ${token}`), called };
};

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });

const refusal = async (call: Promise<unknown>): Promise<Problem> => {
  const error = await call.catch((reason: unknown) => reason);
  return error instanceof Problem ? error : expect.fail(`no Problem, but ${inspect(error)}`);
};

describe('ProviderApi', () => {
  test('sends JSON with the credential, and hands back what the schema knows', async () => {
    const { api, called } = over(json(201, { id: 7, secret: 'unknown' }, { 'x-next-page': '2' }));

    const { data, headers } = await api.call({ ...request, method: 'POST', body: { a: 1 } }, Answer);

    expect(data).toEqual({ id: 7 });
    expect(headers.get('x-next-page')).toBe('2');
    expect(called).toMatchObject([
      {
        url: `${apiUrl}/it`,
        init: {
          method: 'POST',
          body: '{"a":1}',
          headers: { accept: 'application/json', authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        },
      },
    ]);
  });

  test.each(['/repos/../user/keys', '/repos/acme/..', '/repos/%2E%2e/x', '/repos/./x', '/projects/..?page=1'])(
    'asks nothing at %s, which leads out of its path',
    async (path) => {
      const { api, called } = over();

      expect((await refusal(api.call({ ...request, path }, Answer))).code).toBe('provider_failed');
      expect(called).toEqual([]);
    },
  );

  test.each([
    '/repos/acme/.github',
    '/repos/acme/..x',
    '/repos/a..b/c',
    '/repository/compare?from=..',
    '/compare/a...b',
  ])('asks at %s, which has dots like any other character', async (path) => {
    const { api, called } = over();

    await api.call({ ...request, path }, Answer);

    expect(called).toHaveLength(1);
  });

  test('sends no content type without a body', async () => {
    const { api, called } = over();

    await api.call(request, Answer);

    expect(called[0]?.init).not.toHaveProperty('body');
    expect(called[0]?.init?.headers).not.toHaveProperty('content-type');
  });

  test.each([
    ['https://evil.example/api/v4/it'],
    ['http://git.acme.example/api/v4/it'],
    ['https://git.acme.example:8443/api/v4/it'],
    ['//evil.example/api/v4/it'],
    ['https://git.acme.example@evil.example/api/v4/it'],
    ['\\\\evil.example/it'],
    ['http://[broken'],
    ['javascript:alert(1)'],
  ])('follows no redirect to %s, even where it may follow', async (location) => {
    const { api, called } = over(json(301, {}, { location }));

    const problem = await refusal(api.call({ ...request, follow: true }, Answer));

    expect(problem.code).toBe('provider_failed');
    expect(called).toHaveLength(1);
  });

  test('follows a redirect within its host once, where it may', async () => {
    const { api, called } = over(json(301, {}, { location: '/api/v4/projects/7' }), json(200, { id: 7 }));

    expect((await api.call({ ...request, follow: true }, Answer)).data).toEqual({ id: 7 });
    expect(called.map(({ url }) => url)).toEqual([`${apiUrl}/it`, `${apiUrl}/projects/7`]);
  });

  test('follows no redirect where it may not, nor one without a target', async () => {
    for (const [follow, location] of [
      [false, '/api/v4/projects/7'],
      [true, undefined],
    ] as const) {
      const { api, called } = over(json(307, {}, location === undefined ? {} : { location }));
      expect((await refusal(api.call({ ...request, follow }, Answer))).message).toMatch(/redirects to another place/);
      expect(called).toHaveLength(1);
    }
  });

  test.each([
    [401, {}, 'provider_credential_rejected', /answered 401 .*It says: "no"\. It needs the scope api\./],
    [403, {}, 'provider_credential_rejected', /answered 403/],
    [403, { 'retry-after': '9' }, 'provider_rate_limited', /in 9 seconds/],
    [429, { 'retry-after': '9' }, 'provider_rate_limited', /in 9 seconds/],
    [429, {}, 'provider_rate_limited', /in 60 seconds/],
    [404, {}, 'provider_failed', /could not do it: it answered 404\. It says: "no"/],
    [422, {}, 'provider_failed', /it answered 422/],
    [500, { 'retry-after': '9' }, 'provider_failed', /it answered 500/],
  ])('turns %i with %j into %s', async (status, headers, code, message) => {
    const { api } = over(json(status, { message: 'no' }, headers));

    const problem = await refusal(api.call(request, Answer));

    expect(problem.code).toBe(code);
    expect(problem.message).toMatch(message);
  });

  test('hands back the refusals that are asked for, but never a limit', async () => {
    const { api } = over(json(404, { message: 'gone' }), json(403, { message: 'no' }), json(429, {}));

    expect(await api.attempt(request, [403, 404], Answer)).toEqual({ refused: 404, words: 'gone' });
    expect(await api.attempt(request, [403, 404], Answer)).toEqual({ refused: 403, words: 'no' });
    expect((await refusal(api.attempt(request, [429], Answer))).code).toBe('provider_rate_limited');
  });

  test('shows no page of a host that is no provider', async () => {
    for (const body of ['<h1>router login</h1>', '"router login"', '{"page":"router login"}', '["router login"]']) {
      const { api } = over(new Response(body, { status: 404 }));

      expect((await refusal(api.call(request, Answer))).message).not.toMatch(/router/);
    }
  });

  describe('quotes no secret:', () => {
    const secret = 'webhook-secret-0123456789';
    const call = { ...request, secrets: [secret] };

    test.each([
      ['the token', token],
      ['the beginning of the token', token.slice(0, 14)],
      ['the header', `Bearer ${token}`],
      ['the secret of the body', secret],
      ['the secret, cut short', `{"secret":"${secret.slice(0, 16)}`],
    ])('%s in a refusal', async (_, words) => {
      for (const status of [400, 401, 403, 422, 500]) {
        const { api } = over(json(status, { message: `You sent ${words}` }));

        const shown = inspect(await refusal(api.call(call, Answer)), { depth: 20, showHidden: true });

        expect(shown).not.toContain(words);
        expect(shown).toContain(String(status));
      }
    });

    test('in what a schema or a parser says of an answer', async () => {
      for (const body of [
        `{"id":"${secret}"}`,
        `{"id":"${token}`,
        `${secret}`,
        `{"id":{"${token}":1}}`,
        `["${token}"]`,
      ]) {
        const { api } = over(new Response(body));

        const shown = inspect(await refusal(api.call(call, Answer)), { depth: 20, showHidden: true });

        expect(shown).not.toContain(secret);
        expect(shown).not.toContain(token);
      }
    });
  });

  test('keeps the cause of a call that got no answer', async () => {
    const cause = new CallFailed('git.acme.example gave no answer.');
    const { api } = over(cause);

    const problem = await refusal(api.call(request, Answer));

    expect(problem.code).toBe('provider_failed');
    expect(problem.cause).toBe(cause);
  });

  test.each([
    ['ECONNREFUSED', 30, /: git\.acme\.example\S* refuses the connection: .*\. Try again in a moment\.$/],
    [
      'SELF_SIGNED_CERT_IN_CHAIN',
      null,
      /no known authority signed: .*Trying again does not help until this is fixed\.$/,
    ],
  ])('says why there was no answer, and whether to try again (%s)', async (code, retryAfterSeconds, said) => {
    const { api } = over(new CallFailed('x', { cause: Object.assign(new Error('s3cr3t'), { code }) }));

    const problem = await refusal(api.call(request, Answer));

    expect(problem).toMatchObject({ code: 'provider_failed', retryAfterSeconds });
    expect(problem.message).toMatch(said);
    expect(problem.message).not.toContain('s3cr3t');
  });

  test('takes a fault of our own for no fault of the provider', async () => {
    const { api } = over(new TypeError('our fault'));

    await expect(api.call(request, Answer)).rejects.toThrow(TypeError);
  });
});
