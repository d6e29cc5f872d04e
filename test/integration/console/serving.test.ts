import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AwsCalls } from '../aws-calls.ts';
import { expectProblem } from '../expect-problem.ts';
import { TestService } from '../test-service.ts';
import { BuiltConsole, picture, script } from './built-console.ts';
import { bytesOf } from './bytes.ts';

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const built = new BuiltConsole();
let aws: AwsCalls;
let service: TestService;
beforeAll(async () => {
  service = await TestService.start({ startBuild: built.startBuild });
  aws = new AwsCalls();
});
afterAll(async () => {
  await service.stop();
  built.remove();
});

const get = (path: string, headers: Record<string, string> = {}) => bytesOf(service.port, path, headers);
const call = (method: string, path: string, accept = browser) =>
  service.anonymous(method, path, { headers: { accept } });

describe('the page', () => {
  test.each(['/', '/projects', '/projects/prj_1/branches', '/projects/prj_1/deployments/dep_1', '/sign-in/callback'])(
    'is answered at %s',
    async (path) => {
      const { status, text, headers } = await call('GET', path);

      expect(status).toBe(200);
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        vary: 'accept',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
      expect(headers.etag).toBeUndefined();
      expect(headers['x-request-id']).toBeDefined();
      expect(text).toContain('/assets/index-1.js');
    },
  );

  test('is answered with 404 at an address that the console does not have', async () => {
    const { status, text } = await call('GET', '/nowhere');

    expect([status, text.includes('/assets/index-1.js')]).toEqual([404, true]);
  });

  test('has a nonce of its own in each answer, in its policy and in its text', async () => {
    const answers = await Promise.all(['/', '/', '/projects'].map((path) => call('GET', path)));

    const nonces = answers.map(({ headers }) => /'nonce-([^']+)'/.exec(headers['content-security-policy'] ?? '')?.[1]);
    expect(new Set(nonces).size).toBe(3);
    for (const [index, { text, headers }] of answers.entries()) {
      const nonce = nonces[index] ?? '';
      expect(Buffer.from(nonce, 'base64')).toHaveLength(16);
      expect(text.split(`nonce="${nonce}"`)).toHaveLength(3);
      expect(text).not.toContain('CSP_NONCE');
      expect(headers['content-security-policy']).toBe(
        `default-src 'none'; script-src 'self'; style-src-elem 'self' 'nonce-${nonce}'; style-src-attr 'none'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
      );
    }
  });

  test('is no page for who does not ask for HTML, and for no other method', async () => {
    expectProblem(await call('GET', '/projects', '*/*'), 'not_found');
    expectProblem(await call('POST', '/projects'), 'not_found');
    for (const method of ['HEAD', 'POST']) {
      const answer = await call(method, '/');
      expect([answer.status, answer.headers.allow]).toEqual([405, 'GET']);
    }
  });

  test.each(['/api/nothing', '/docs/nothing', '/assets/deep/index-1.js'])('is not answered at %s', async (path) => {
    expectProblem(await call('GET', path), 'not_found');
  });

  test('carries no HSTS on this machine, which would lock the browser out of plain HTTP', async () => {
    expect((await call('GET', '/')).headers['strict-transport-security']).toBeUndefined();
  });
});

describe('an asset', () => {
  test.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)('is answered as %s, for a year', async (coding, unpack) => {
    const { status, headers, body } = await get('/assets/index-1.js', { 'accept-encoding': coding });

    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-encoding': coding,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect(unpack(body).toString()).toBe(script);
  });

  test('is answered plain where no coding is asked for', async () => {
    const { headers, body } = await get('/assets/index-1.js');

    expect(headers['content-encoding']).toBeUndefined();
    expect(headers.vary).toBe('accept-encoding');
    expect(body.toString()).toBe(script);
  });

  test('that is not compressed is answered as it is, whatever coding is asked for', async () => {
    const { headers, body } = await get('/assets/logo-1.png', { 'accept-encoding': 'br, identity;q=0' });

    expect([headers['content-type'], headers['content-encoding']]).toEqual(['image/png', undefined]);
    expect(body).toEqual(picture);
  });

  test('takes GET alone', async () => {
    const answer = await call('HEAD', '/assets/index-1.js');
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET']);
  });

  test.each([
    'nothing.js',
    'unlisted.js',
    'index-1.js.br',
    'index-1.js%2ebr',
    'index-1.js%00',
    'index-1.js%00.png',
    '..%2fsecret.txt',
    '..%2Findex.html',
    '%2e%2e%2fsecret.txt',
    '%252e%252e%252fsecret.txt',
    '..%5csecret.txt',
    '..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd',
    '%2fetc%2fpasswd',
    '..',
    '.',
    '%',
    '%c0%ae%c0%ae%2fsecret.txt',
    '__proto__',
    'constructor',
    'toString',
    'a'.repeat(5000),
  ])('named %s is not there', async (name) => {
    const { status, headers, body } = await get(`/assets/${name}`, { accept: browser });

    // Dot segments are taken out of a path before it is looked at: `/assets/..` is `/`.
    const isPage = name === '..';
    expect([status, headers['content-type']]).toEqual(
      isPage ? [200, 'text/html; charset=utf-8'] : [404, 'application/problem+json'],
    );
    expect(body.toString()).not.toMatch(/secret|root:|unlisted/);
  });

  test('that is not there may not be kept by a cache', async () => {
    const answer = await call('GET', '/assets/nothing.js');

    expectProblem(answer, 'not_found');
    expect(answer.headers['cache-control']).toBe('no-store');
  });
});

test('Page and assets make no call to AWS', async () => {
  await call('GET', '/');
  for (const path of ['/', '/projects', '/nowhere', '/assets/index-1.js', '/assets/nothing.js']) {
    expect((await aws.during(() => call('GET', path))).calls).toEqual([]);
  }
});

test('The console is built once, when it is first asked for', () => {
  expect(built.builds).toBe(1);
});
