import { describe, expect, test } from 'vitest';
import { endpoints } from '#shared/contract/endpoints.ts';
import { problemCodes } from '#shared/contract/problem-code.ts';
import { expectProblem } from './expect-problem.ts';
import { fill, fits, path, paths, real, rows, send, service, useBench, withBody } from './problems-bench.ts';
import { expectStatus } from './test-service.ts';

useBench();

test('The page of every problem code exists and answers', async () => {
  for (const code of Object.keys(problemCodes)) {
    const page = await service.anonymous('GET', `/docs/problems/${code}`);
    expect(page.status, code).toBe(200);
    expect(page.text).toContain(code);
  }
});

test('The type of a problem is the address of its page', async () => {
  const problem = expectProblem(await service.api('GET', '/nowhere'), 'not_found');
  expect(new URL(problem.type).origin).toBe(service.local.url);
  expectStatus(200, await service.anonymous('GET', new URL(problem.type).pathname));
});

describe('a wrong method', () => {
  test.each(paths)('on %s is 405 with Allow, with a token and without', async (template) => {
    const allowed = endpoints.filter((row) => row.path === template).map((row) => row.method);
    // A fixed part of a path also fits a parameter: other methods of …/simulate look for a mapping of that id.
    const taken = endpoints.filter((row) => fits(row, fill(template, real))).map((row) => row.method);
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      if (taken.some((one) => one === method)) continue;
      for (const answer of [
        await service.api(method, fill(template, real)),
        await service.anonymous(method, fill(template, { ...real, projectId: 'x' })),
      ]) {
        expectProblem(answer, 'method_not_allowed');
        expect(answer.headers.allow).toBe([...allowed].sort().join(', '));
      }
    }
  });
});

describe('an address that no row has', () => {
  test.each([
    ...['/x', '//', '///api/projects', '/api', '/api/', '/api/projects/', '/api//projects', '/API/projects', '/%zz'],
    ...['/%', '/%00', '/api%2fprojects', '/api/projects/x/y', '/api/projects/a/b/c/d', '/docs/problems', '/docs'],
    ...['/favicon.ico', '/.env', '/api/projects;x=1', '/api/project', '/a'.repeat(1000), '/%E0%A4%A', '/x?x=%zz'],
    ...['/api/openapi_json', '/api/webhooks/github', '/api/projects/x/branch-mappings/simulate/x'],
  ])('is 404 not_found: %s', async (address) => {
    expectProblem(await service.api('GET', address), 'not_found');
    expectProblem(await service.anonymous('GET', address), 'not_found');
  });
});

describe('a strange id in a path', () => {
  test.each(['%zz', '%00', '%20', '..%2f..%2f', '__proto__', 'constructor', '{projectId}', 'prj_', "'", 'prj_%F0%9F'])(
    'is 404 like an unknown one: %s',
    async (id) => {
      expectProblem(await service.api('GET', `/api/projects/${id}`), 'not_found');
      expectProblem(await service.api('GET', `/api/projects/${id}/environments/${id}`), 'not_found');
      expectProblem(await service.api('GET', `${path}/environments/${id}`), 'not_found');
      expectProblem(await service.api('GET', `${path}/branch-mappings/${id}`), 'not_found');
      expectProblem(await service.api('GET', `${path}/deployments/${id}`), 'not_found');
      expectProblem(await service.api('GET', `/docs/problems/${id}`), 'not_found');
    },
  );
});

describe.each(rows(withBody))('the body of %s', (_, row) => {
  test('with an unknown field of 10,000 characters is answered in short', async () => {
    const answer = await send(row, JSON.stringify({ ['f'.repeat(10_000)]: 1 }));
    expectProblem(answer, 'validation_failed');
    expect(answer.text.length).toBeLessThan(2000);
  });
});

describe('authentication', () => {
  const guarded = endpoints.filter((row) => row.access !== 'public');

  test.each(rows(guarded))("%s without an Authorization header gives the gateway's own 401", async (_, row) => {
    const answer = await service.anonymous(row.method, fill(row.path, real));
    expect(answer).toMatchObject({ status: 401, text: '{"message":"Unauthorized"}' });
    expect(answer.headers['content-type']).toBe('application/json');
  });
});
