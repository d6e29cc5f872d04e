import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { endpoints } from '#shared/contract/endpoints.ts';
import { Me } from '#shared/contract/me.ts';
import { permissions } from '#shared/contract/permission.ts';
import { problemCodes } from '#shared/contract/problem-code.ts';
import manifest from '../../package.json' with { type: 'json' };
import { expectProblem } from './expect-problem.ts';
import { otherOrganization, restrictedKey } from './principals.ts';
import { expectStatus, TestService } from './test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());

const get = (path: string, headers: Record<string, string> = {}) => service.anonymous('GET', path, { headers });

describe('GET /api/me', () => {
  const Shape = z.strictObject(Me.shape);

  test('tells the Owner key, its organisation and all permissions', async () => {
    const answer = expectStatus(200, await service.api('GET', '/api/me'));

    const me = Shape.parse(answer.json);
    const { organization } = service.local;
    expect(Object.keys(answer.json)).toEqual(['principal', 'organization', 'permissions', 'organizations']);
    expect(me.principal).toEqual({ id: `key_${service.token.split('_')[1]}`, kind: 'apiKey', name: me.principal.name });
    expect(me.organization).toEqual(organization);
    expect(me.organizations).toEqual([organization]);
    expect(me.permissions).toEqual([...permissions]);
  });

  test('tells another key no more than its own permissions', async () => {
    const { id, token } = await restrictedKey(service.local.organization.id, ['deploy:projects', 'run:projects']);
    const me = Shape.parse(expectStatus(200, await service.api('GET', '/api/me', { token })).json);
    expect(me.principal.id).toBe(id);
    expect(me.permissions).toEqual(['view:projects', 'deploy:projects', 'run:projects']);
  });

  test('tells the key of another organisation its own', async () => {
    const other = await otherOrganization(service, 'acme');
    const me = Shape.parse(expectStatus(200, await service.api('GET', '/api/me', { token: other.token })).json);
    expect(me.organizations).toEqual([{ id: other.organizationId, slug: 'acme', name: 'Organisation acme' }]);
  });

  test('tells an expired key nothing', async () => {
    const expired = await restrictedKey(service.local.organization.id, ['view:projects'], '2020-01-01T00:00:00.000Z');
    const soon = new Date(Date.now() + 60_000).toISOString();
    const valid = await restrictedKey(service.local.organization.id, ['view:projects'], soon);
    expectProblem(await service.api('GET', '/api/me', { token: expired.token }), 'unauthenticated');
    expectStatus(200, await service.api('GET', '/api/me', { token: valid.token }));
  });

  test('tells a key with one character changed nothing', async () => {
    const last = service.token.endsWith('0') ? '1' : '0';
    const answer = await service.api('GET', '/api/me', { token: `${service.token.slice(0, -1)}${last}` });
    expectProblem(answer, 'unauthenticated');
  });
});

test('GET /api/health answers without a token, with the version of package.json', async () => {
  const answer = expectStatus(200, await get('/api/health'));
  expect(answer.json).toEqual({ status: 'ok', version: manifest.version });
  expect(answer.headers['x-request-id']).toBeDefined();
});

describe('GET /api/openapi.json', () => {
  const Document = z.looseObject({
    openapi: z.string().regex(/^3\.1\.\d$/),
    paths: z.record(z.string(), z.record(z.string(), z.looseObject({ operationId: z.string() }))),
  });

  test('answers without a token the routes of the table, each with its operation, and no others', async () => {
    const answer = expectStatus(200, await get('/api/openapi.json'));

    const { paths } = Document.parse(answer.json);
    expect(answer.headers['content-type']).toBe('application/json');
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${method.toUpperCase()} ${path} ${operationId}`),
    );
    expect(described.sort()).toEqual(
      endpoints.map(({ method, path, operationId }) => `${method} ${path} ${operationId}`).sort(),
    );
  });
});

describe('GET /docs/problems/{code}', () => {
  const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

  test.each(Object.keys(problemCodes))('explains %s in Markdown, and as a page for a browser', async (code) => {
    const markdown = expectStatus(200, await get(`/docs/problems/${code}`, { accept: '*/*' }));
    const html = expectStatus(200, await get(`/docs/problems/${code}`, { accept: browser }));

    expect(markdown.headers['content-type']).toBe('text/markdown; charset=utf-8');
    expect(markdown.text).toMatch(/^# .+\n\n\S/);
    expect(html.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(html.text).toMatch(/^<!doctype html>/);
    expect(html.text).toContain(`<title>${code}</title>`);
    for (const page of [markdown, html]) expect(page.headers.vary).toBe('accept');
  });

  test('keeps a browser from running anything', async () => {
    const { headers, text } = await get('/docs/problems/internal', { accept: browser });
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(text).not.toContain('<script');
  });

  test.each(['unknown', '__proto__', 'constructor', 'toString', '%3Cscript%3E', 'NOT_FOUND', 'internal.md'])(
    'is 404 for %s',
    async (code) => {
      expectProblem(await get(`/docs/problems/${code}`, { accept: browser }), 'not_found');
    },
  );
});

test('Every request has an id of its own', async () => {
  const paths = ['/api/health', '/api/health', '/nowhere', '/docs/problems/internal', '/api/openapi.json'];
  const ids = await Promise.all(paths.map(async (path) => (await get(path)).headers['x-request-id']));
  expect(new Set(ids).size).toBe(paths.length);
  expect(ids).not.toContain(undefined);
});

test('Nothing of a project may be kept by a cache', async () => {
  const { path } = await service.project();
  for (const address of [path, '/api/projects', `${path}/environments`, '/api/me', '/api/projects/x']) {
    expect((await service.api('GET', address)).headers['cache-control']).toBe('no-store');
  }
});
