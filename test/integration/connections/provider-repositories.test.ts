import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, test, vi } from 'vitest';
import * as z from 'zod';
import type { Answer } from '#test/call.ts';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { restrictedKey } from '#test/integration/principals.ts';
import { type SeenRequest, type StandInAnswer, StandInServer } from '#test/integration/providers/stand-in-server.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { outbound } from './outbound.ts';

vi.mock('#shared/network/guarded-fetch.ts', async (original) => (await import('./outbound.ts')).outboundMock(original));

const Page = z.strictObject({
  repositories: z.array(
    z.strictObject({
      fullName: z.string(),
      httpsUrl: z.string(),
      sshUrl: z.string(),
      defaultBranch: z.string().nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
});
type Page = z.infer<typeof Page>;

let service: TestService;
const servers: StandInServer[] = [];
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

const serve = async (answer: (request: SeenRequest) => StandInAnswer): Promise<StandInServer> => {
  const server = await StandInServer.start(answer);
  servers.push(server);
  return server;
};
const notFound: StandInAnswer = { status: 404, body: { message: 'Not Found' } };
const ok = (body: unknown, headers: Record<string, string> = {}): StandInAnswer => ({ status: 200, body, headers });
const number = (request: SeenRequest, name: string): number => Number(request.query.get(name));

/** `acme/addon-000` to `acme/addon-259`. */
const names = Array.from({ length: 260 }, (_, index) => `acme/addon-${String(index).padStart(3, '0')}`);
/** A page of the names as the provider cuts it. */
const cut = (request: SeenRequest, size: string, all: readonly string[] = names) => {
  const [page, items] = [number(request, 'page'), number(request, size)];
  return { rows: all.slice((page - 1) * items, page * items), isLast: page * items >= all.length };
};
const matching = (request: SeenRequest, name: string): readonly string[] =>
  names.filter((one) => one.includes((request.query.get(name) ?? '').toLowerCase()));

type Told = { readonly provider: string; readonly server: StandInServer; readonly baseUrl: string };

const hosts: Readonly<Record<string, () => Promise<Told>>> = {
  github: async () => {
    const server = await serve((request) => {
      if (request.path === '/api/v3/user') return ok({ login: 'deployer' });
      if (request.path !== '/api/v3/user/repos') return notFound;
      const { rows, isLast } = cut(request, 'per_page');
      const body = rows.map((full_name, id) => ({ id, full_name, default_branch: 'main', private: true }));
      return ok(body, isLast ? {} : { link: `<${request.path}?page=9>; rel="next"` });
    });
    return { provider: 'github', server, baseUrl: server.url };
  },
  gitlab: async () => {
    const server = await serve((request) => {
      if (request.path === '/api/v4/user') return ok({ username: 'deployer' });
      if (request.path !== '/api/v4/projects' || request.query.get('membership') !== 'true') return notFound;
      const { rows, isLast } = cut(request, 'per_page', matching(request, 'search'));
      const body = rows.map((path, id) => ({ id, path_with_namespace: path, default_branch: 'main' }));
      return ok(body, { 'x-next-page': isLast ? '' : String(number(request, 'page') + 1) });
    });
    return { provider: 'gitlab', server, baseUrl: server.url };
  },
  gitea: async () => {
    const server = await serve((request) => {
      if (request.path === '/api/v1/user') return ok({ id: 7, login: 'deployer' });
      if (request.path !== '/api/v1/repos/search' || request.query.get('uid') !== '7') return notFound;
      const all = matching(request, 'q');
      const data = cut(request, 'limit', all).rows.map((full_name, id) => ({ id, full_name, default_branch: 'main' }));
      return ok({ ok: true, data }, { 'x-total-count': String(all.length) });
    });
    return { provider: 'gitea', server, baseUrl: server.url };
  },
  bitbucket: async () => {
    const uuid = '{11111111-1111-4111-8111-111111111111}';
    const server = await serve((request) => {
      const path = decodeURIComponent(request.path);
      if (path === '/2.0/user') return ok({ uuid, nickname: 'deployer' });
      const slugs = ['zeta', 'acme'];
      if (path === '/2.0/user/workspaces') return ok({ values: slugs.map((slug) => ({ workspace: { slug } })) });
      const workspace = /^\/2\.0\/repositories\/(acme|zeta)$/.exec(path)?.[1];
      if (workspace === undefined) return notFound;
      const { rows, isLast } = cut(request, 'pagelen', workspace === 'acme' ? names : ['zeta/last']);
      const values = rows.map((full_name) => ({ uuid, full_name, mainbranch: { name: 'main' } }));
      return ok({ values, ...(isLast ? {} : { next: `https://api.bitbucket.org${request.path}?page=2` }) });
    });
    outbound.move('https://api.bitbucket.org', server.url);
    return { provider: 'bitbucket', server, baseUrl: 'https://bitbucket.org' };
  },
};

const set = async ({ provider, baseUrl }: Told): Promise<void> => {
  const credential = {
    kind: 'token',
    token: 'canary-7f3d0c11d2b4',
    ...(provider === 'bitbucket' ? { username: 'deployer@acme.example' } : {}),
  };
  const body = { credential, ...(provider === 'bitbucket' ? {} : { baseUrl }) };
  expectStatus(200, await service.api('PUT', `/api/settings/git-providers/${provider}`, { body }));
};
const ask = (provider: string, query = ''): Promise<Answer> =>
  service.api('GET', `/api/settings/git-providers/${provider}/repositories${query}`);
const page = async (provider: string, query = ''): Promise<Page> =>
  Page.parse(expectStatus(200, await ask(provider, query)).json);
const walk = async (provider: string, query: string): Promise<string[]> => {
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const one: Page = await page(provider, `${query}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    seen.push(...one.repositories.map(({ fullName }) => fullName));
    cursor = one.nextCursor;
  }
  return seen;
};

describe.each(Object.keys(hosts))('the repositories at %s', (name) => {
  const expected = name === 'bitbucket' ? [...names, 'zeta/last'] : names;

  it('are those that the credential can reach, with the URLs that connect takes', async () => {
    const host = await (hosts[name] ?? expect.fail())();
    await set(host);

    const { repositories } = await page(name, '?limit=1');

    const { hostname } = new URL(host.baseUrl);
    expect(repositories).toEqual([
      {
        fullName: 'acme/addon-000',
        httpsUrl: `${host.baseUrl}/acme/addon-000.git`,
        sshUrl: `ssh://git@${hostname}/acme/addon-000.git`,
        defaultBranch: 'main',
      },
    ]);
    const { path } = await service.project();
    const connected = await service.api('POST', `${path}/repository`, {
      body: { repositoryUrl: repositories[0]?.httpsUrl },
    });
    expect(connected.json.code).not.toBe('repository_host_not_allowed');
  });

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

test('Without a credential it says what to do', async () => {
  await service.api('DELETE', '/api/settings/git-providers/github');

  expect(expectProblem(await ask('github'), 'provider_credential_missing').detail).toMatch(/clone URL/);
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
