import { describe, expect, it } from 'vitest';
import { ConnectProxy } from '#test/fixtures/connect-proxy.ts';
import { ocoreCommand, runCommand } from '#test/run-command.ts';
import { ocore, own, port, useBench } from './cli-network-bench.ts';
import { TcpServer } from './git/tcp-server.ts';

useBench();

describe('ocore', () => {
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

  it('takes a proxy without a scheme, as curl and git do', async () => {
    const proxy = await ConnectProxy.start(port);
    try {
      const { code } = await ocore('https://ocore.acme.invalid', {
        ...own(),
        HTTPS_PROXY: proxy.url.replace('http://', ''),
      });

      expect(code).toBe(4);
      expect(proxy.asked).toEqual(['ocore.acme.invalid:443']);
    } finally {
      await proxy.stop();
    }
  });

  it('refuses an HTTPS_PROXY that is no address as wrong usage, and does not repeat it', async () => {
    const wrong = { HTTPS_PROXY: 'http://me:s3cr3t%@proxy.corp', https_proxy: undefined };
    const { code, stdout, stderr } = await ocore('https://ocore.acme.invalid', wrong);
    const help = await runCommand(ocoreCommand, ['project', '--help'], { env: wrong });

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^[^\n]*HTTPS_PROXY must hold the address of a proxy[^\n]*\n$/);
    expect(stderr).not.toMatch(/s3cr3t|corp/);
    expect(help.code).toBe(0);
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
        ocoreCommand,
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
