import { execFileSync } from 'node:child_process';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listRefsOverHttps } from '#shared/git/remote-refs-https.ts';
import type { RemoteRefsResult } from '#shared/git/remote-refs-result.ts';
import type { HttpsListing } from '#shared/git/smart-http.ts';
import { advertisement, flush, ids, pkt } from '#test/fixtures/advertisement.ts';
import { BareRepository, gitBytes } from './bare-repository.ts';
import { holdRefusedPort } from './refused-port.ts';
import { TcpServer } from './tcp-server.ts';

const preamble = Buffer.concat([pkt('# service=git-upload-pack\n'), flush]);
const contentType = 'application/x-git-upload-pack-advertisement';

let repository: BareRepository;
let commit: string;
beforeAll(() => {
  repository = new BareRepository();
  commit = repository.commit('main');
});
afterAll(() => repository.remove());

const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});

const stopOf = (server: Server) => async (): Promise<void> => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
};

/** @returns the port, and every request */
const serve = async (
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ readonly port: number; readonly requests: IncomingMessage[] }> => {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  running.push({ stop: stopOf(server) });
  const address = server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, requests };
};

const list = (server: { readonly port: number }, over: Partial<HttpsListing> = {}): Promise<RemoteRefsResult> =>
  listRefsOverHttps({
    httpsUrl: `http://127.0.0.1:${server.port}/acme/odoo-custom.git`,
    allowLoopback: true,
    timeoutMs: 60_000,
    ...over,
  });

const codeOf = (result: RemoteRefsResult): string => (result.ok ? 'reachable' : result.code);

const answering =
  (body: Buffer | string, status = 200, headers: Record<string, string> = { 'content-type': contentType }) =>
  (_request: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(status, headers);
    response.end(body);
  };

const oneBranch = Buffer.concat([preamble, advertisement([`${ids.a} refs/heads/main`])]);

describe('listing refs over smart HTTP', () => {
  it('tells the refs of a repository behind real git', async () => {
    const { port } = await serve((_request, response) => {
      const body = execFileSync('git', ['upload-pack', '--stateless-rpc', '--advertise-refs', repository.path]);
      answering(Buffer.concat([preamble, body]))(_request, response);
    });

    expect(await list({ port })).toEqual({
      ok: true,
      refs: { branches: new Map([['main', commit]]), tags: new Map(), defaultBranch: 'main' },
    });
  });

  describe('from a server that speaks protocol version 2', () => {
    const resultType = 'application/x-git-upload-pack-result';
    /** As `git http-backend` answers; some servers put the preamble of version 0 before it. */
    const serveVersion2 = async (start: Buffer, refuseWith?: number) =>
      serve((request, response) => {
        const upload = ['upload-pack', '--stateless-rpc'];
        if (request.method === 'GET') {
          const version = String(request.headers['git-protocol']);
          const body = gitBytes([...upload, '--advertise-refs', repository.path], version);
          return answering(Buffer.concat([start, body]))(request, response);
        }
        if (refuseWith !== undefined) return answering('s3cr3t', refuseWith)(request, response);
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const body = gitBytes([...upload, repository.path], 'version=2', Buffer.concat(chunks).toString());
          answering(body, 200, { 'content-type': resultType })(request, response);
        });
      });

    it.each([
      ['without the preamble', Buffer.alloc(0)],
      ['with the preamble', preamble],
    ])('asks for branches and tags alone (%s)', async (_what, start) => {
      const server = await serveVersion2(start);

      expect(await list(server)).toEqual({
        ok: true,
        refs: { branches: new Map([['main', commit]]), tags: new Map(), defaultBranch: 'main' },
      });
      expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
        'GET /acme/odoo-custom.git/info/refs?service=git-upload-pack',
        'POST /acme/odoo-custom.git/git-upload-pack',
      ]);
      expect(server.requests[1]?.headers).toMatchObject({
        'content-type': 'application/x-git-upload-pack-request',
        accept: resultType,
        'git-protocol': 'version=2',
      });
    });

    it.each([
      [503, 'repository_unreachable'],
      [401, 'repository_not_found'],
    ])('says why, where it answers %i to that', async (status, code) => {
      const result = await list(await serveVersion2(preamble, status));

      expect(codeOf(result)).toBe(code);
      expect(JSON.stringify(result)).not.toContain('s3cr3t');
    });
  });

  it('asks for what git asks for, without any credential', async () => {
    const server = await serve(answering(oneBranch));

    await list(server);

    const [request] = server.requests;
    expect(server.requests).toHaveLength(1);
    expect([request?.method, request?.url]).toEqual(['GET', '/acme/odoo-custom.git/info/refs?service=git-upload-pack']);
    expect(Object.keys(request?.headers ?? {}).sort()).toEqual([
      'accept',
      'connection',
      'git-protocol',
      'host',
      'user-agent',
    ]);
  });

  it('takes a content type with parameters and in capitals', async () => {
    const server = await serve(
      answering(oneBranch, 200, { 'content-type': `${contentType.toUpperCase()}; charset=x` }),
    );

    expect((await list(server)).ok).toBe(true);
  });

  it.each([401, 403, 404])('takes %i for a repository that the public does not see', async (status) => {
    const server = await serve(answering('Repository not found.', status));

    expect(codeOf(await list(server))).toBe('repository_not_found');
  });

  it.each([301, 302, 307, 308])('does not follow a redirect (%i)', async (status) => {
    const target = await serve(answering(oneBranch));
    const location = `http://127.0.0.1:${target.port}/moved.git/info/refs?service=git-upload-pack`;
    const server = await serve(answering('', status, { location }));

    const result = await list(server);

    expect(result).toMatchObject({ code: 'repository_not_found', detail: expect.stringContaining('moved') });
    expect(target.requests).toEqual([]);
  });

  it.each([400, 429, 500, 503])('takes %i for a failure of the host', async (status) => {
    const server = await serve(answering(oneBranch, status));

    expect(await list(server)).toMatchObject({
      code: 'repository_unreachable',
      detail: expect.stringContaining(String(status)),
    });
  });

  it.each<[string, Buffer | string, Record<string, string>]>([
    ['a page', '<!doctype html><title>s3cr3t</title>', { 'content-type': 'text/html' }],
    ['an advertisement of another type', oneBranch, { 'content-type': 'text/plain' }],
    ['an advertisement without a type', oneBranch, {}],
    ['the dumb protocol', `${ids.a}\trefs/heads/main\n`, { 'content-type': 'text/plain; charset=utf-8' }],
    ['no preamble', advertisement([`${ids.a} refs/heads/main`]), { 'content-type': contentType }],
    [
      'another service',
      Buffer.concat([pkt('# service=git-receive-pack\n'), flush, advertisement([`${ids.a} refs/heads/main`])]),
      { 'content-type': contentType },
    ],
    ['half an advertisement', oneBranch.subarray(0, -10), { 'content-type': contentType }],
    ['nothing', '', { 'content-type': contentType }],
    ['a packed body', Buffer.from([0x1f, 0x8b, 8, 0]), { 'content-type': contentType, 'content-encoding': 'gzip' }],
  ])('takes %s for no Git server, and does not quote it', async (_what, body, headers) => {
    const server = await serve(answering(body, 200, headers));

    const result = await list(server);

    expect(codeOf(result)).toBe('repository_unreachable');
    expect(JSON.stringify(result)).not.toContain('s3cr3t');
  });

  it('tells why the server refuses in an ERR packet', async () => {
    const server = await serve(answering(Buffer.concat([preamble, pkt('ERR no such repository'), flush])));

    expect(codeOf(await list(server))).toBe('repository_not_found');
  });
});

describe('a host that cannot be reached', () => {
  it('refuses the connection', async () => {
    const { port, release } = await holdRefusedPort();

    const result = await list({ port });

    await release();
    expect(result).toMatchObject({
      code: 'repository_unreachable',
      detail: expect.stringContaining(`127.0.0.1:${port} refuses the connection: check its port`),
    });
  });

  it.each(['127.0.0.1', 'localhost', '169.254.169.254', '[::1]'])('is %s, which is not connected to', async (host) => {
    const server = await serve(answering(oneBranch));

    const result = await list(server, {
      httpsUrl: `http://${host}:${server.port}/acme/odoo-custom.git`,
      allowLoopback: false,
    });

    expect(result).toMatchObject({
      code: 'repository_unreachable',
      detail: expect.stringContaining('an address that oCore does not connect to'),
    });
    expect(server.requests).toEqual([]);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['answers nothing', () => undefined],
    [
      'stops in the midst',
      (response) => response.writeHead(200, { 'content-type': contentType }).write(oneBranch.subarray(0, 50)),
    ],
  ])('%s: it is given up in time', async (_what, answer) => {
    const server = await serve((_request, response) => answer(response));

    expect(await list(server, { timeoutMs: 250 })).toMatchObject({
      code: 'repository_unreachable',
      detail: expect.stringContaining('does not answer in time'),
    });
  });

  it('breaks off', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': contentType, 'content-length': '5000' });
      response.write(oneBranch);
      response.destroy();
    });

    expect(codeOf(await list(server))).toBe('repository_unreachable');
  });

  it.each([
    ['garbage', 'garbage\r\n\r\n'],
    ['an SSH server', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['nothing at all', ''],
  ])('talks something else: %s', async (_what, answer) => {
    const server = await TcpServer.start((socket) => socket.end(answer));
    running.push(server);

    expect(codeOf(await list(server))).toBe('repository_unreachable');
  });

  it('floods: it is disconnected after the most bytes', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': contentType });
      const pour = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) {}
      };
      response.on('drain', pour);
      pour();
    });

    expect(await list(server, { maxBytes: 1_000_000 })).toMatchObject({
      code: 'repository_unreachable',
      detail: expect.stringContaining('more than 1 MB'),
    });
  });
});
