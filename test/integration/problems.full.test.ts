import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endpoints } from '#shared/contract/endpoints.ts';
import { expectProblem, expectSomeProblem } from './expect-problem.ts';
import { path, real, rows, send, service, useBench, withBody } from './problems-bench.ts';
import { expectStatus } from './test-service.ts';

useBench();

describe('a wrong method', () => {
  test('HEAD is 405 as well', async () => {
    const answer = await service.api('HEAD', '/api/projects');
    expect(answer).toMatchObject({ status: 405, text: '', headers: { allow: 'GET, POST' } });
  });
});

describe('an address that no row has', () => {
  test('is told no id, and says where the list of addresses is', async () => {
    expect(expectProblem(await service.api('GET', '/api/widgets/7'), 'not_found').detail).toContain('openapi.json');
  });
});

describe('a strange id in a path', () => {
  test.each(['x', '', 'env_'.padEnd(30, '0')])(
    'in a query finds nothing, and is no fault of ours: "%s"',
    async (id) => {
      const answer = await service.api('GET', `${path}/deployments?environmentId=${id}`);
      expect(expectStatus(200, answer).json).toEqual({ deployments: [], nextCursor: null });
    },
  );
});

describe.each(rows(withBody))('the body of %s', (_, row) => {
  test.each([
    ['broken', '{"name": '],
    ['single-quoted', "{'name': 'x'}"],
    ['with a trailing comma', '{"name": "x",}'],
    ['NaN', 'NaN'],
    ['of text', 'hello'],
    ['with __proto__', '{"__proto__": {"name": "x"}}'],
    ['with __proto__ inside', '{"name": {"__proto__": 1}}'],
    ['with a constructor that has a prototype', '{"constructor": {"prototype": {"name": "x"}}}'],
    ['nested 100,000 deep', '['.repeat(100_000)],
  ])('that is %s is malformed_json', async (__, text) => {
    expectProblem(await send(row, text), 'malformed_json');
  });

  test.each([
    ['a list', '[]'],
    ['null', 'null'],
    ['a text', '"x"'],
    ['a number', '7'],
    ['true', 'true'],
  ])('that is %s is validation_failed', async (__, text) => {
    expectProblem(await send(row, text), 'validation_failed', ['#']);
  });

  test.each(['colour', 'constructor', 'toString', 'id', 'createdAt', '', 'a/b~c'])(
    'with the unknown field "%s" is refused by name',
    async (field) => {
      const problem = expectProblem(await send(row, JSON.stringify({ [field]: 'x' })), 'validation_failed');
      const pointer = `#/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      expect(problem.errors?.map((error) => error.pointer)).toContain(pointer);
    },
  );

  test('with 1,000 unknown fields is answered in short', async () => {
    const body = Object.fromEntries(Array.from({ length: 1000 }, (__, index) => [`field${index}`, index]));
    const problem = expectProblem(await send(row, JSON.stringify(body)), 'validation_failed');
    expect(problem.errors?.length).toBeLessThanOrEqual(20);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'application/octet-stream', ''])(
    'as "%s" is unsupported_media_type',
    async (type) => {
      expectProblem(await send(row, '{}', { 'content-type': type }), 'unsupported_media_type');
    },
  );
});

test.each(['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/merge-patch+json'])(
  'A JSON body is taken as %s',
  async (type) => {
    const answer = await service.api('PUT', path, {
      rawBody: '{"description":"é"}',
      headers: { 'content-type': type },
    });
    expect(expectStatus(200, answer).json.description).toBe('é');
  },
);

test.each(rows(endpoints.filter((row) => row.access !== 'public')))('A body of 2 MB to %s is 413', async (_, row) => {
  const answer = await send(row, JSON.stringify({ name: 'a'.repeat(2_000_000) }));
  expectProblem(answer, 'body_too_large');
});

test('A body of just 1 MB is read', async () => {
  const body = JSON.stringify({ name: '' });
  const padded = JSON.stringify({ name: 'a'.repeat(1_000_000 - body.length) });
  expectProblem(await service.api('PUT', path, { rawBody: padded }), 'validation_failed', ['#/name']);
  expectProblem(await service.api('PUT', path, { rawBody: ` ${padded}` }), 'body_too_large');
});

test('A name of 10,000 characters is refused without being repeated', async () => {
  const answer = await service.api('POST', '/api/projects', { body: { name: 'n'.repeat(10_000) } });
  expectProblem(answer, 'validation_failed', ['#/name']);
  expect(answer.text.length).toBeLessThan(1000);
});

test('A name that grows when it is folded is either taken or refused, never a fault of ours', async () => {
  for (const character of ['\ufdfa', '\ufdfb', '\u3300', '\u0390', '\u1e9e', '\ufb03', '\u{1f1e6}', '\u0345']) {
    const answer = await service.api('POST', '/api/projects', { body: { name: character.repeat(120) } });
    if (answer.status !== 201) expectProblem(answer, 'validation_failed', ['#/name']);
  }
});

test('A name with half a surrogate pair is refused', async () => {
  const rawBody = '{"name":"half \\ud83d"}';
  expectProblem(await service.api('POST', '/api/projects', { rawBody }), 'validation_failed', ['#/name']);
});

describe('authentication', () => {
  test.each([
    ...['Bearer', 'Bearer ', 'Bearer x', 'Basic b2NvcmU6eA==', 'x', `Bearer ocore_${'0'.repeat(99)}`, 'Bearer a b'],
    ...[`Bearer ${'t'.repeat(8001)}`, 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.'],
  ])('with "Authorization: %s" is the problem unauthenticated', async (authorization) => {
    for (const address of ['/api/me', '/api/projects', path]) {
      const answer = await service.anonymous('GET', address, { headers: { authorization } });
      expectProblem(answer, 'unauthenticated');
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    }
  });

  test('comes before everything else', async () => {
    const options = { token: 'x', rawBody: '{', headers: { 'content-type': 'text/plain' } };
    expectProblem(await service.api('POST', '/api/projects', options), 'unauthenticated');
    expectProblem(await service.api('PUT', '/api/projects/%zz', options), 'unauthenticated');
  });

  test('with an X-Org-Slug that is not one of the principal is 403', async () => {
    for (const slug of ['elsewhere', '', '__proto__']) {
      const answer = await service.api('GET', '/api/me', { headers: { 'x-org-slug': slug } });
      expectProblem(answer, 'permission_missing');
    }
    expectStatus(200, await service.api('GET', '/api/me', { headers: { 'x-org-slug': 'local' } }));
  });
});

describe('whatever is sent', () => {
  const odd = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      '',
      '__proto__',
      'constructor',
      '%',
      '%zz',
      '..',
      '\u0000',
      '\ud800',
      '*',
      '#',
      'null',
      '-1',
      '1e999',
    ),
    fc.constantFrom('n'.repeat(10_000), '\ufdfa'.repeat(120), 'main', 'true', '2026-01-01T00:00:00.000Z'),
  );
  const names = [
    ...['name', 'description', 'defaultOdooVersion', 'type', 'branch', 'odooVersion', 'approval', 'autoDeploy'],
    ...[
      'branchPattern',
      'environmentId',
      'refType',
      'trigger',
      'priority',
      'paths',
      'commitSha',
      'tag',
      'ignoreSeries',
    ],
    ...['repositoryUrl', 'provider', 'revokeNow', '__proto__', 'constructor', 'x'],
  ];
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    odd,
    fc.constantFrom(
      'staging',
      'branch',
      'push',
      'merge',
      'git@github.com:a/b.git',
      'c'.repeat(40),
      '18.0',
      '**',
      10,
      [],
      true,
    ),
    fc.nat().map(() => real.environmentId),
  );
  const body = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 5 }).map((one) => JSON.stringify(one)),
    },
    { weight: 2, arbitrary: fc.json({ maxDepth: 4 }) },
    { weight: 1, arbitrary: odd },
  );
  const query = fc.oneof(
    fc.constant(''),
    fc
      .array(
        fc.tuple(
          fc.constantFrom('limit', 'cursor', 'q', 'include_archived', 'status', 'environmentId', 'force', 'x'),
          odd,
        ),
        {
          maxLength: 3,
        },
      )
      .map(
        (pairs) => `?${pairs.map(([name, text]) => `${name}=${encodeURIComponent(text.toWellFormed())}`).join('&')}`,
      ),
    fc.constantFrom('?', '?%', '?%zz=%zz', '?limit', '?&&&', '?a=b=c', '?__proto__=x', '?constructor=1&toString=2'),
  );
  const visible = fc.string({ unit: 'grapheme-ascii', maxLength: 30 });
  const headers = fc.record(
    {
      'if-match': fc.oneof(visible, fc.constantFrom('*', '"1.x"', '"1.0", "2.0"', '""')),
      'if-none-match': visible,
      'idempotency-key': visible,
      'x-org-slug': fc.oneof(visible, fc.constant('local')),
      'content-type': fc.constantFrom('application/json', 'text/plain', 'application/octet-stream', 'x'),
      accept: visible,
    },
    { requiredKeys: [] },
  );
  const parameter = fc.option(odd, { freq: 2, nil: null });
  const settings = { numRuns: 25, seed: 20261123 };
  const segment = (text: string): string => encodeURIComponent(text.toWellFormed().slice(0, 300)) || '%20';

  test.each(rows(endpoints))('%s never answers 500 or above, and every refusal is a problem', async (_, row) => {
    await fc.assert(
      fc.asyncProperty(
        body,
        query,
        headers,
        fc.array(parameter, { minLength: 2, maxLength: 2 }),
        async (text, search, sent, given) => {
          let index = 0;
          const filled = row.path.replace(/\{([^}]+)\}/g, (__, name: string) => {
            const text = given[index++ % 2] ?? null;
            // What is deleted here must not take the project of all the other rows with it.
            const own = row.method === 'DELETE' ? 'x' : (real[name] ?? 'x');
            return text === null ? own : segment(text);
          });
          const answer = await service.api(row.method, `${filled}${search}`.slice(0, 4000), {
            rawBody: text,
            headers: sent,
          });

          expect(answer.status, answer.text).toBeLessThan(500);
          if (answer.status >= 400) expectSomeProblem(answer);
          expect(answer.headers['x-request-id']).toBeDefined();
        },
      ),
      settings,
    );
  });

  test('any address and method never gives 500 or above, and every refusal is a problem', async () => {
    const address = fc
      .array(fc.oneof(odd.map(segment), fc.constantFrom('api', 'projects', 'docs', 'problems', '', '%', '%zz', 'me')), {
        maxLength: 6,
      })
      .map((parts) => `/${parts.join('/')}`);
    const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS');
    await fc.assert(
      fc.asyncProperty(address, method, query, async (at, verb, search) => {
        const answer = await service.api(verb, `${at}${search}`.slice(0, 4000));
        expect(answer.status, answer.text).toBeLessThan(500);
        if (answer.status >= 400) expectSomeProblem(answer);
      }),
      { ...settings, numRuns: 200 },
    );
  });
});
