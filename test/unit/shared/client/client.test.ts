import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiFailure } from '#shared/client/api-failure.ts';
import { type ClientOptions, createClient } from '#shared/client/client.ts';
import { getHealth, getProblemPage } from '#shared/contract/endpoints/meta.ts';
import {
  createProject,
  deleteProject,
  getProject,
  listProjects,
  updateProject,
} from '#shared/contract/endpoints/projects.ts';

type Seen = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};
type Reply = (response: ServerResponse) => void;

let server: Server;
let origin: string;
let tests = 0;
/** Of the present test alone: a call that an earlier one gave up may arrive late on a busy machine. */
let baseUrl: string;
let seen: Seen[];
/** The answers in their order; the last one goes on for ever. */
let replies: Reply[];

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Reply =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
const text =
  (status: number, body: string, headers: Record<string, string> = {}): Reply =>
  (response) => {
    response.writeHead(status, { 'content-type': 'text/html', ...headers });
    response.end(body);
  };
const cut: Reply = (response) => response.destroy();
const problem = {
  type: 'https://ocore.example.com/docs/problems/name_taken',
  title: 'The name is taken',
  status: 409,
  detail: 'Choose another name.',
  instance: 'urn:ocore:request:01J',
  code: 'name_taken',
  requestId: '01J',
  errors: [{ pointer: '#/name', detail: 'is taken' }],
};

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const path = new URL(baseUrl).pathname;
      if (!url.startsWith(`${path}/`)) return void response.destroy();
      seen.push({ method, url: url.slice(path.length), headers, body: Buffer.concat(chunks).toString() });
      const reply = replies.length > 1 ? replies.shift() : replies[0];
      reply?.(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  tests += 1;
  baseUrl = `${origin}/test-${tests}`;
  seen = [];
  replies = [json(200, {})];
});

const waits: number[] = [];
const client = (options: Partial<ClientOptions> = {}) => {
  waits.length = 0;
  return createClient({ baseUrl, token: 'ocore_x', sleep: async (ms) => void waits.push(ms), ...options });
};
const failureOf = async (attempt: Promise<unknown>): Promise<ApiFailure> => {
  const error: unknown = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiFailure)) throw new Error(`Expected an ApiFailure, got ${String(error)}.`);
  return error;
};
const project = { params: { projectId: 'prj_1' } };
const named = { body: { name: 'A' } };

describe('a request', () => {
  it('asks with an ETag, and is told that nothing has changed', async () => {
    replies = [(response) => response.writeHead(304, { etag: '"ab"', 'x-request-id': '01J' }).end()];

    const same = await client().call(listProjects, { ifNoneMatch: '"ab"' });

    expect(seen).toHaveLength(1);
    expect(seen[0]?.headers['if-none-match']).toBe('"ab"');
    expect(same).toEqual({ status: 304, body: null, etag: '"ab"', requestId: '01J' });
  });

  it('gets the whole answer where the ETag is an old one', async () => {
    replies = [json(200, { projects: [], nextCursor: null }, { etag: '"cd"' })];

    const { status, body, etag } = await client().call(listProjects, { ifNoneMatch: '"ab"' });

    expect({ status, projects: body?.projects, etag }).toEqual({ status: 200, projects: [], etag: '"cd"' });
  });

  it('takes a 304 that it did not ask for as a failure', async () => {
    replies = [(response) => response.writeHead(304).end()];

    expect((await failureOf(client().call(listProjects, {}))).status).toBe(304);
  });

  it('fills the path and the query in, escaped', async () => {
    await client().call(getProject, { params: { projectId: 'a/b?c#d' } });
    await client().call(listProjects, { query: { q: 'a b&c', limit: 5, cursor: undefined } });

    expect(seen.map((one) => one.url)).toEqual(['/api/projects/a%2Fb%3Fc%23d', '/api/projects?q=a+b%26c&limit=5']);
  });

  it('takes an address that ends with slashes', async () => {
    await client({ baseUrl: `${baseUrl}//` }).call(getHealth, {});

    expect(seen[0]?.url).toBe('/api/health');
  });

  it('carries token, organisation, version and body', async () => {
    await client({ organization: 'acme' }).call(updateProject, { ...project, ...named, ifMatch: '"1.ab"' });

    expect(seen[0]).toMatchObject({
      method: 'PUT',
      body: '{"name":"A"}',
      headers: {
        accept: 'application/json',
        authorization: 'Bearer ocore_x',
        'x-org-slug': 'acme',
        'if-match': '"1.ab"',
        'content-type': 'application/json',
      },
    });
  });

  it('without token, body or version carries none', async () => {
    await createClient({ baseUrl }).call(getHealth, {});

    for (const name of ['authorization', 'x-org-slug', 'if-match', 'content-type', 'idempotency-key']) {
      expect(seen[0]?.headers).not.toHaveProperty(name);
    }
  });

  it('has an Idempotency-Key of its own on a POST with a token', async () => {
    await client().call(createProject, named);
    await client().call(createProject, named);

    const keys = seen.map((one) => one.headers['idempotency-key']);
    expect(new Set(keys).size).toBe(2);
    expect(keys.every((key) => typeof key === 'string' && key.length >= 32)).toBe(true);
  });

  it('has the Idempotency-Key that the caller brings along', async () => {
    await client().call(createProject, { ...named, idempotencyKey: 'mine' });

    expect(seen[0]?.headers['idempotency-key']).toBe('mine');
  });

  it('has no Idempotency-Key on any other method', async () => {
    await client().call(updateProject, { ...project, ...named });
    await client().call(deleteProject, project);
    await client().call(getProject, project);

    expect(seen.filter((one) => one.headers['idempotency-key'] !== undefined)).toEqual([]);
  });
});

describe('an answer', () => {
  it('gives status, body, ETag and request id', async () => {
    replies = [json(201, { id: 'prj_1' }, { etag: '"1.ab"', 'x-request-id': '01J' })];

    expect(await client().call(createProject, named)).toEqual({
      status: 201,
      body: { id: 'prj_1' },
      etag: '"1.ab"',
      requestId: '01J',
    });
  });

  it('without a body is null', async () => {
    replies = [(response) => void response.writeHead(204).end()];

    expect(await client().call(deleteProject, project)).toEqual({
      status: 204,
      body: null,
      etag: null,
      requestId: null,
    });
  });

  it('that the contract has as text is the text', async () => {
    replies = [text(200, '# Not found\n', { 'content-type': 'text/markdown' })];

    expect((await client().call(getProblemPage, { params: { code: 'not_found' } })).body).toBe('# Not found\n');
  });

  it('that is a problem becomes a failure with all of it', async () => {
    replies = [json(409, problem, { 'content-type': 'application/problem+json', 'retry-after': '1' })];

    const failure = await failureOf(client().call(updateProject, { ...project, ...named }));

    expect(failure).toMatchObject({ status: 409, problem, message: 'Choose another name.', retryAfter: '1' });
  });

  it.each([
    [401, 'No token was sent, or the request went round the public address of the service.'],
    [403, 'The gateway refused the request.'],
    [413, 'The request is too large.'],
    [418, 'The service answered 418.'],
    [431, 'The address and the headers are too long.'],
  ])('of the gateway itself becomes a sentence: %i', async (status, sentence) => {
    replies = [json(status, { message: 'Unauthorized' })];

    expect(await failureOf(client().call(getProject, project))).toMatchObject({
      status,
      problem: null,
      message: sentence,
    });
  });

  it.each([
    [429, 'Too many requests. Try again in a moment.'],
    [500, 'The service failed. Try again in a moment.'],
    [503, 'The service does not answer in time. Try again in a moment.'],
  ])('of the gateway itself is tried again, and becomes a sentence at the end: %i', async (status, sentence) => {
    replies = [1, 2, 3].map(() => json(status, { message: 'Too Many Requests' }));

    expect(await failureOf(client().call(getProject, project))).toMatchObject({ status, message: sentence });
    // The last one is kept for whoever asks again.
    expect(replies).toHaveLength(1);
  });

  it.each([
    ['a page of a proxy', text(404, '<html>s3cr3t</html>')],
    ['an empty one', text(404, '')],
    ['half a problem', json(404, { code: 'not_found', detail: 's3cr3t' })],
    ['a problem with a code that nobody knows', json(404, { ...problem, code: 'new_code' })],
    ['JSON that is no object', json(404, null)],
  ])('that is %s becomes a failure with a sentence', async (_what, reply) => {
    replies = [reply];

    const failure = await failureOf(client().call(getProject, project));

    expect(failure).toMatchObject({ status: 404, problem: null, message: 'The service answered 404.' });
  });

  it('of 200 that is no JSON is a failure, not a syntax error', async () => {
    replies = [text(200, '<html>Sign in to the hotel’s network</html>')];

    const failure = await failureOf(client().call(getProject, project));

    expect(failure).toMatchObject({ status: 200, problem: null });
    expect(failure.message).toContain('is not JSON');
    expect(failure.cause).toBeInstanceOf(SyntaxError);
  });
});

describe('a redirect', () => {
  it('is refused, so that the token never goes to another address', async () => {
    const elsewhere = createServer((_request, response) => void response.end('{}'));
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    let visits = 0;
    elsewhere.on('request', () => {
      visits += 1;
    });
    replies = [text(302, '', { location: `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/` })];

    const failure = await failureOf(client().call(getProject, project));
    elsewhere.closeAllConnections();
    await new Promise((resolve) => elsewhere.close(resolve));

    expect(failure.status).toBe(0);
    expect(visits).toBe(0);
  });
});

describe('a retry', () => {
  it.each([429, 500, 502, 503])('follows %i on a read, three tries in all', async (status) => {
    replies = [json(status, {}), json(status, {}), json(200, { status: 'ok' })];

    await client().call(getHealth, {});

    expect(seen.length).toBe(3);
  });

  it('follows a connection that broke', async () => {
    replies = [cut, json(200, {})];

    await client().call(getProject, project);

    expect(seen.length).toBe(2);
  });

  it('follows an answer that was cut off half-way', async () => {
    const half: Reply = (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"id":', () => response.destroy());
    };
    replies = [half, json(200, { id: 'prj_1' })];

    expect((await client().call(getProject, project)).body).toEqual({ id: 'prj_1' });
    expect(seen.length).toBe(2);
  });

  it('ends with the last failure', async () => {
    replies = [json(500, {}), json(500, {}), json(503, {})];

    expect((await failureOf(client().call(getProject, project))).status).toBe(503);
    expect(seen.length).toBe(3);
  });

  it('says that nobody answers where nobody does', async () => {
    replies = [cut];

    const failure = await failureOf(client().call(getProject, project));

    expect(failure.status).toBe(0);
    expect(failure.message).toBe(`${baseUrl} does not answer. Check the address and that the service runs.`);
    expect(failure.cause).toBeInstanceOf(Error);
    expect(seen.length).toBe(3);
  });

  it('says that nobody answers where an answer takes too long', async () => {
    replies = [() => undefined];

    const failure = await failureOf(client({ timeoutMs: 30 }).call(getProject, project));

    expect(failure).toMatchObject({ status: 0, cause: { name: 'TimeoutError' } });
  });

  it('of a POST has the same Idempotency-Key', async () => {
    replies = [cut, json(503, {}), json(201, {})];

    await client().call(createProject, named);

    expect(new Set(seen.map((one) => one.headers['idempotency-key'])).size).toBe(1);
    expect(seen.length).toBe(3);
  });

  it('does not follow a POST without a token, which has no key', async () => {
    replies = [json(503, {})];

    await failureOf(createClient({ baseUrl }).call(createProject, named));

    expect(seen.length).toBe(1);
  });

  it('does not follow PUT and DELETE', async () => {
    replies = [json(503, {})];

    await failureOf(client().call(updateProject, { ...project, ...named }));
    await failureOf(client().call(deleteProject, project));

    expect(seen.map((one) => one.method)).toEqual(['PUT', 'DELETE']);
  });

  it.each([400, 401, 403, 404, 409, 412, 422])('does not follow %i', async (status) => {
    replies = [json(status, {})];

    await failureOf(client().call(getProject, project));

    expect(seen.length).toBe(1);
  });

  it('waits as long as Retry-After says, at most 10 seconds', async () => {
    replies = [json(429, {}, { 'retry-after': '2' }), json(503, {}, { 'retry-after': '3600' }), json(200, {})];

    await client().call(getProject, project);

    expect(waits).toEqual([2000, 10_000]);
  });

  it.each([undefined, 'Wed, 25 Nov 2026 10:00:00 GMT', 'soon'])(
    'waits a moment with jitter where Retry-After is %j',
    async (retryAfter) => {
      const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
      replies = [json(503, {}, headers), json(503, {}, headers), json(200, {})];

      await client().call(getProject, project);

      expect(waits.length).toBe(2);
      expect(waits[0]).toBeLessThanOrEqual(500);
      expect(waits[1]).toBeLessThanOrEqual(1000);
      expect(waits.every((ms) => ms >= 0)).toBe(true);
    },
  );

  it('waits for real where no other clock is given', async () => {
    replies = [json(503, {}, { 'retry-after': '0.02' }), json(200, {})];

    const { status } = await createClient({ baseUrl }).call(getHealth, {});

    expect(status).toBe(200);
  });
});
