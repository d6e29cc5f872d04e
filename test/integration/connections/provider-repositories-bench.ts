import { afterAll, afterEach, beforeAll } from 'vitest';
import * as z from 'zod';
import type { Answer } from '#test/call.ts';
import { type SeenRequest, type StandInAnswer, StandInServer } from '#test/integration/providers/stand-in-server.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { outbound } from './outbound.ts';

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
export let service: TestService;
const servers: StandInServer[] = [];

export const serve = async (answer: (request: SeenRequest) => StandInAnswer): Promise<StandInServer> => {
  const server = await StandInServer.start(answer);
  servers.push(server);
  return server;
};

export const notFound: StandInAnswer = { status: 404, body: { message: 'Not Found' } };
export const ok = (body: unknown, headers: Record<string, string> = {}): StandInAnswer => ({
  status: 200,
  body,
  headers,
});
export const number = (request: SeenRequest, name: string): number => Number(request.query.get(name));

/** `acme/addon-000` to `acme/addon-259`. */
export const names = Array.from({ length: 260 }, (_, index) => `acme/addon-${String(index).padStart(3, '0')}`);

/** A page of the names as the provider cuts it. */
const cut = (request: SeenRequest, size: string, all: readonly string[] = names) => {
  const [page, items] = [number(request, 'page'), number(request, size)];
  return { rows: all.slice((page - 1) * items, page * items), isLast: page * items >= all.length };
};

const matching = (request: SeenRequest, name: string): readonly string[] =>
  names.filter((one) => one.includes((request.query.get(name) ?? '').toLowerCase()));

type Told = { readonly provider: string; readonly server: StandInServer; readonly baseUrl: string };

export const hosts: Readonly<Record<string, () => Promise<Told>>> = {
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

export const set = async ({ provider, baseUrl }: Told): Promise<void> => {
  const credential = {
    kind: 'token',
    token: 'canary-7f3d0c11d2b4',
    ...(provider === 'bitbucket' ? { username: 'deployer@acme.example' } : {}),
  };
  const body = { credential, ...(provider === 'bitbucket' ? {} : { baseUrl }) };
  expectStatus(200, await service.api('PUT', `/api/settings/git-providers/${provider}`, { body }));
};

export const ask = (provider: string, query = ''): Promise<Answer> =>
  service.api('GET', `/api/settings/git-providers/${provider}/repositories${query}`);

export const page = async (provider: string, query = ''): Promise<Page> =>
  Page.parse(expectStatus(200, await ask(provider, query)).json);

export const walk = async (provider: string, query: string): Promise<string[]> => {
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const one: Page = await page(provider, `${query}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    seen.push(...one.repositories.map(({ fullName }) => fullName));
    cursor = one.nextCursor;
  }
  return seen;
};

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
  });
};
