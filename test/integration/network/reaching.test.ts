import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Problem } from '#shared/contract/problem.ts';
import { listRefsOverHttps } from '#shared/git/remote-refs-https.ts';
import { makeProvider } from '#shared/providers/make-provider.ts';
import { Authority, type Identity } from '#test/fixtures/authority.ts';
import { ConnectProxy } from '#test/fixtures/connect-proxy.ts';
import { holdRefusedPort } from '../git/refused-port.ts';
import { TcpServer } from '../git/tcp-server.ts';

let authority: Authority;
let identity: Identity;
beforeAll(() => {
  authority = new Authority();
  identity = authority.issue('IP:127.0.0.1,DNS:git.acme.invalid');
});
afterAll(() => authority.remove());

beforeEach(() => {
  for (const name of ['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy']) vi.stubEnv(name, undefined);
});
const running: { stop(): Promise<unknown> }[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const one of running.splice(0).reverse()) await one.stop();
});

const answerUser: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ id: 1, login: 'deploy-bot', username: 'deploy-bot' }));
};

/** A server with TLS of a company's own. @returns its port */
const serve = async (served = identity): Promise<number> => {
  const server: Server = createServer({ ...served }, answerUser);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  running.push({
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
  return (server.address() as AddressInfo).port;
};

type Call = { readonly host?: string; readonly port: number; readonly caBundle?: string };

const calls = {
  /** The provider's API: settings, connect and sync. @returns the login, or why not */
  api: async ({ host = '127.0.0.1', port, caBundle }: Call): Promise<string> => {
    const credential = { kind: 'token', token: 'token-of-the-bot', username: null } as const;
    const access = { apiUrl: `https://${host}:${port}/api/v1`, credential };
    const provider = await makeProvider('gitea', access, { allowLoopback: true, caBundle: caBundle ?? null });
    return provider.verifyAccess().then(
      ({ login }) => login,
      (problem: Problem) => problem.message,
    );
  },
  /** The refs of a public repository: validate. */
  refs: async ({ host = '127.0.0.1', port, caBundle }: Call): Promise<string> => {
    const httpsUrl = `https://${host}:${port}/acme/odoo.git`;
    const result = await listRefsOverHttps({
      httpsUrl,
      allowLoopback: true,
      timeoutMs: 60_000,
      caBundle: caBundle ?? null,
    });
    return result.ok ? 'listed' : result.detail;
  },
} as const;

describe.each(['api', 'refs'] as const)('a call of the %s', (kind) => {
  const call = calls[kind];

  it('says of an authority of its own how to make it known', async () => {
    expect(await call({ port: await serve() })).toMatch(
      /no known authority signed: .*caBundle in the provider settings/,
    );
  });

  it('trusts the authority of the bundle', async () => {
    const said = await call({ port: await serve(), caBundle: authority.cert });

    expect(said).toMatch(kind === 'api' ? /^deploy-bot$/ : /not as a Git server does/);
  });

  it('trusts the authority of the bundle no further than its names', async () => {
    const port = await serve(authority.issue('DNS:other.acme.invalid'));

    expect(await call({ port, caBundle: authority.cert })).toMatch(/certificate for another name/);
  });

  it('does not trust another authority of the same name', async () => {
    const impostor = new Authority();
    try {
      expect(await call({ port: await serve(), caBundle: impostor.cert })).toMatch(/no known authority signed/);
    } finally {
      impostor.remove();
    }
  });

  it('says that a certificate has expired', async () => {
    const port = await serve(authority.issue('IP:127.0.0.1', -1));

    expect(await call({ port, caBundle: authority.cert })).toMatch(/has expired: have it renewed/);
  });

  it('says that a name is unknown', async () => {
    expect(await call({ host: 'git.acme.invalid', port: 443 })).toMatch(
      /git\.acme\.invalid has a name that no address is known for: check its spelling/,
    );
  });

  it('says that a connection is refused', async () => {
    const { port, release } = await holdRefusedPort();

    const said = await call({ port });

    await release();
    expect(said).toMatch(new RegExp(`127\\.0\\.0\\.1:${port} refuses the connection: check its port`));
  });

  it('says that there is no TLS', async () => {
    const server = await TcpServer.start((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    running.push(server);

    expect(await call({ port: server.port })).toMatch(/does not speak TLS there: check its address and port/);
  });

  describe('with HTTPS_PROXY', () => {
    const proxied = async (): Promise<ConnectProxy> => {
      const proxy = await ConnectProxy.start(await serve());
      running.push(proxy);
      vi.stubEnv('HTTPS_PROXY', proxy.url);
      return proxy;
    };

    it('goes through the proxy, which resolves the name, and checks the certificate of the server behind it', async () => {
      const proxy = await proxied();

      const said = await call({ host: 'git.acme.invalid', port: 443, caBundle: authority.cert });

      expect(said).toMatch(kind === 'api' ? /^deploy-bot$/ : /not as a Git server does/);
      expect(proxy.asked).toEqual(['git.acme.invalid:443']);
      expect(proxy.authorizations).toEqual([`Basic ${Buffer.from('user:s3cr3t').toString('base64')}`]);
      expect(await call({ host: 'other.acme.invalid', port: 443, caBundle: authority.cert })).toMatch(/another name/);
      expect(await call({ host: 'git.acme.invalid', port: 443 })).toMatch(/no known authority/);
    });

    it('goes directly to what NO_PROXY names', async () => {
      const proxy = await proxied();
      vi.stubEnv('NO_PROXY', 'other.example, .acme.invalid');

      expect(await call({ host: 'git.acme.invalid', port: 443 })).toMatch(/no address is known/);
      expect(proxy.asked).toEqual([]);
    });

    it('says that the proxy refuses, without its password', async () => {
      const proxy = await proxied();
      proxy.refuseWith = 403;

      const said = await call({ host: 'git.acme.invalid', port: 443 });

      expect(said).toMatch(/is not let through by the proxy of HTTPS_PROXY: .*NO_PROXY/);
      expect(said).not.toContain('s3cr3t');
    });

    it('reaches no forbidden address by it', async () => {
      const proxy = await proxied();

      expect(await call({ host: '169.254.169.254', port: 443 })).toMatch(/an address that oCore does not connect to/);
      expect(proxy.asked).toEqual([]);
    });
  });
});

it('a server that accepts and says nothing is given up in time, with what to check', async () => {
  const server = await TcpServer.start(() => undefined);
  running.push(server);

  const result = await listRefsOverHttps({
    httpsUrl: `https://127.0.0.1:${server.port}/acme/odoo.git`,
    allowLoopback: true,
    timeoutMs: 250,
  });

  expect(result).toMatchObject({
    detail: expect.stringMatching(/does not answer in time: check that it runs, .*firewall/),
  });
});
