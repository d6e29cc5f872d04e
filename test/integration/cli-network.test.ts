import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Authority } from '#test/fixtures/authority.ts';
import { ConnectProxy } from '#test/fixtures/connect-proxy.ts';
import { type Ran, runCommand } from '#test/run-command.ts';
import { TcpServer } from './git/tcp-server.ts';

let authority: Authority;
let server: Server;
let port: number;
beforeAll(async () => {
  authority = new Authority();
  const identity = authority.issue('IP:127.0.0.1,DNS:ocore.acme.invalid');
  server = createServer(identity, (_request, response) => response.writeHead(401).end('{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  authority.remove();
});

/** Its token opens nothing: a service that is reached answers 401, which is exit code 4. */
const ocore = (address: string, env: NodeJS.ProcessEnv = {}): Promise<Ran> =>
  runCommand('cli/bin/ocore', ['project', 'create', '--name', 'x'], {
    env: {
      ...{ OCORE_API_URL: address, OCORE_TOKEN: 'ocore_x' },
      ...{ HTTPS_PROXY: undefined, https_proxy: undefined, NO_PROXY: undefined, no_proxy: undefined },
      ...env,
    },
  });
const own = () => ({ NODE_EXTRA_CA_CERTS: authority.file });

describe('ocore', () => {
  it('says of an unknown authority how to make it known, and trusts it then', async () => {
    const unknown = await ocore(`https://127.0.0.1:${port}`);
    const known = await ocore(`https://127.0.0.1:${port}`, own());

    expect(unknown).toMatchObject({ code: 8, stderr: expect.stringMatching(/authority .*NODE_EXTRA_CA_CERTS/) });
    expect(known.code).toBe(4);
  });

  it('tells an unknown name from a server that speaks no TLS', async () => {
    const plain = await TcpServer.start((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    try {
      const noName = await ocore('https://ocore.acme.invalid');
      const noTls = await ocore(`https://127.0.0.1:${plain.port}`);

      expect(noName.stderr).toMatch(/https:\/\/ocore\.acme\.invalid has a name that no address is known for/);
      expect(noTls.stderr).toMatch(/does not speak TLS/);
    } finally {
      await plain.stop();
    }
  });

  it('goes through the proxy of HTTPS_PROXY, but not to what NO_PROXY names', async () => {
    const proxy = await ConnectProxy.start(port);
    try {
      const address = 'https://ocore.acme.invalid';
      const proxied = await ocore(address, { ...own(), HTTPS_PROXY: proxy.url });
      const direct = await ocore(address, { ...own(), HTTPS_PROXY: proxy.url, NO_PROXY: 'acme.invalid' });

      expect(proxied.code).toBe(4);
      expect(proxy.asked).toEqual(['ocore.acme.invalid:443']);
      expect(direct).toMatchObject({ code: 8, stderr: expect.stringContaining('no address is known') });
    } finally {
      await proxy.stop();
    }
  });

  it('says that a proxy refuses, without its password', async () => {
    const proxy = await ConnectProxy.start(port);
    proxy.refuseWith = 403;
    try {
      const { code, stderr } = await ocore('https://ocore.acme.invalid', { HTTPS_PROXY: proxy.url });

      expect(code).toBe(8);
      expect(stderr).toMatch(/is not let through by the proxy of HTTPS_PROXY/);
      expect(stderr).not.toContain('s3cr3t');
    } finally {
      await proxy.stop();
    }
  });

  it('sends calls of AWS through the proxy too', async () => {
    const proxy = await ConnectProxy.start(port);
    proxy.refuseWith = 403;
    try {
      const { code, stderr } = await runCommand(
        'cli/bin/ocore',
        ['admin', 'create-organization', '--slug', 'acme', '--name', 'Acme'],
        {
          env: {
            ...{
              AWS_ACCESS_KEY_ID: 'x',
              AWS_SECRET_ACCESS_KEY: 'x',
              AWS_REGION: 'eu-central-1',
              AWS_MAX_ATTEMPTS: '1',
            },
            ...{ HTTPS_PROXY: proxy.url, https_proxy: undefined, NO_PROXY: undefined, no_proxy: undefined },
          },
        },
      );

      expect(proxy.asked).toEqual(['lambda.eu-central-1.amazonaws.com:443']);
      expect(code).toBe(8);
      expect(stderr).toMatch(/AWS is not let through by the proxy of HTTPS_PROXY/);
    } finally {
      await proxy.stop();
    }
  });
});
