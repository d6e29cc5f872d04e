import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it, test, vi } from 'vitest';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { restrictedKey } from '#test/integration/principals.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { outbound } from './outbound.ts';
import {
  ask,
  hosts,
  names,
  notFound,
  number,
  ok,
  page,
  serve,
  service,
  set,
  useBench,
  walk,
} from './provider-repositories-bench.ts';

vi.mock('#shared/network/guarded-fetch.ts', async (original) => (await import('./outbound.ts')).outboundMock(original));

useBench();

describe.each(Object.keys(hosts))('the repositories at %s', (name) => {
  const expected = name === 'bitbucket' ? [...names, 'zeta/last'] : names;

  it('come in pages that miss and repeat nothing, whatever their size', async () => {
    await set(await (hosts[name] ?? expect.fail())());

    for (const limit of [7, 100]) expect(await walk(name, `?limit=${limit}`)).toEqual(expected);
  });

  it('are searched by a part of the name, in any case, within five calls for each answer', async () => {
    const host = await (hosts[name] ?? expect.fail())();
    await set(host);
    host.server.forget();

    expect(await walk(name, '?q=ADDON-25&limit=100')).toEqual(names.slice(250));
    expect(await walk(name, '?q=acme/addon-001&limit=100')).toEqual(['acme/addon-001']);
    expect(await walk(name, '?q=nothing&limit=100')).toEqual([]);
  });

  it('are told as the provider fails, and no answer quotes the credential', async () => {
    const host = await (hosts[name] ?? expect.fail())();
    await set(host);
    host.server.break(500);
    const failed = await ask(name);
    host.server.break(401);
    const rejected = await ask(name);

    expectProblem(failed, 'provider_failed');
    expectProblem(rejected, 'provider_credential_rejected');
    expect(`${failed.text}${rejected.text}`).not.toContain('canary');
  });
});

test('A search without a match reads five pages for an answer, and goes on where it ended', async () => {
  const many = Array.from({ length: 700 }, (_, index) => ({ id: index, full_name: `acme/x-${index}` }));
  const server = await serve((request) => {
    if (request.path === '/api/v3/user') return ok({ login: 'deployer' });
    const page = number(request, 'page');
    return ok(many.slice((page - 1) * 100, page * 100), page < 7 ? { link: '<x>; rel="next"' } : {});
  });
  await set({ provider: 'github', server, baseUrl: server.url });
  server.forget();

  const first = await page('github', '?q=x-69');
  const rest = await page('github', `?q=x-69&cursor=${first.nextCursor}`);

  // x-69 itself is on the first page, x-690 to x-699 on the seventh.
  expect(first.repositories.map(({ fullName }) => fullName)).toEqual(['acme/x-69']);
  expect(rest.repositories).toHaveLength(10);
  expect(rest.nextCursor).toBeNull();
  expect(server.requests.map((one) => number(one, 'page'))).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('An access token of Bitbucket, which belongs to one workspace, lists it by its name alone', async () => {
  const server = await serve((request) => {
    const path = decodeURIComponent(request.path);
    if (path === '/2.0/user')
      return { status: 403, body: { error: { message: 'x', detail: { required: ['account'] } } } };
    if (path !== '/2.0/repositories/acme')
      return { status: 403, body: { error: { message: 'Not by this mechanism' } } };
    return ok({ values: [{ uuid: '{11111111-1111-4111-8111-111111111111}', full_name: 'acme/odoo' }] });
  });
  outbound.move('https://api.bitbucket.org', server.url);
  const body = { credential: { kind: 'token', token: 'canary-7f3d0c11d2b4' } };
  expectStatus(200, await service.api('PUT', '/api/settings/git-providers/bitbucket', { body }));

  const all = await ask('bitbucket');
  const named = await page('bitbucket', '?q=acme/');

  expect(expectProblem(all, 'provider_credential_rejected').detail).toMatch(/begins with the workspace and a slash/);
  expect(named.repositories.map(({ fullName }) => fullName)).toEqual(['acme/odoo']);
});

test('A GitHub App lists the repositories of its installation', async () => {
  const server = await serve((request) => {
    if (request.path.endsWith('/access_tokens')) return { status: 201, body: { token: 'installation-token' } };
    if (request.path.endsWith('/installations/7')) return ok({ app_slug: 'ocore' });
    if (request.path !== '/api/v3/installation/repositories') return notFound;
    return ok({ total_count: 1, repositories: [{ id: 1, full_name: 'acme/odoo', default_branch: 'main' }] });
  });
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const credential = { kind: 'app', appId: '1', installationId: '7', privateKey };
  const body = { credential, baseUrl: server.url };
  expectStatus(200, await service.api('PUT', '/api/settings/git-providers/github', { body }));

  expect((await page('github')).repositories.map(({ fullName }) => fullName)).toEqual(['acme/odoo']);
});

test('An unknown provider is 404, and a wrong search is refused at its field', async () => {
  expectProblem(await ask('sourceforge'), 'not_found');
  expectProblem(await ask('github', '?q='), 'validation_failed', ['#/q']);
  expectProblem(await ask('github', '?cursor=abc'), 'invalid_cursor');
});

test('A right to deploy is none to look at what the credential can reach', async () => {
  const { token } = await restrictedKey(service.local.organization.id, ['deploy:projects', 'manage:settings']);
  const answer = await service.api('GET', '/api/settings/git-providers/github/repositories', { token });

  expect(expectProblem(answer, 'permission_missing').requiredPermission).toBe('manage:projects');
});
