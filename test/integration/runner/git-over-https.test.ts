import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { advertisement, flush, ids, pkt } from '#test/fixtures/advertisement.ts';
import { Authority } from '#test/fixtures/authority.ts';
import { ConnectProxy } from '#test/fixtures/connect-proxy.ts';
import { runCommand } from '#test/run-command.ts';
import { gitEnvironment } from '../../../cli/runner/git-environment.ts';
import { networkReason } from '../../../cli/runner/network-reason.ts';
import { holdRefusedPort } from '../git/refused-port.ts';

let authority: Authority;
let server: Server;
let port: number;
beforeAll(async () => {
  authority = new Authority();
  server = createServer(authority.issue('IP:127.0.0.1,DNS:git.acme.invalid'), (_request, response) => {
    response.setHeader('content-type', 'application/x-git-upload-pack-advertisement');
    response.end(
      Buffer.concat([pkt('# service=git-upload-pack\n'), flush, advertisement([`${ids.a} refs/heads/main`])]),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  authority.remove();
});

/** Real git with the environment that the runner gives it. @returns the refs, or why git reached no server */
const refsAt = async (url: string, host: NodeJS.ProcessEnv = {}): Promise<string | null> => {
  const files = { key: '/nonexistent/key', knownHosts: '/nonexistent/known_hosts' };
  const allowed = gitEnvironment(files, { PATH: process.env.PATH, ...host });
  const cleared = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
  const { code, stdout, stderr } = await runCommand('git', ['ls-remote', '--', url], {
    env: { ...cleared, ...allowed },
  });
  return code === 0 ? stdout.trim() : networkReason(stderr);
};
const listed = `${ids.a}\trefs/heads/main`;

it('git of the runner trusts an authority of GIT_SSL_CAINFO, and else the runner says how to tell it', async () => {
  const url = `https://127.0.0.1:${port}/acme/theme.git`;

  expect(await refsAt(url)).toMatch(/authority that the runner does not know\. Set GIT_SSL_CAINFO/);
  expect(await refsAt(url, { GIT_SSL_CAINFO: authority.file })).toBe(listed);
});

it('git of the runner goes through the proxy of HTTPS_PROXY, but not to what NO_PROXY names', async () => {
  const proxy = await ConnectProxy.start(port);
  try {
    const url = 'https://git.acme.invalid/acme/theme.git';
    const host = { GIT_SSL_CAINFO: authority.file, HTTPS_PROXY: proxy.url };

    expect(await refsAt(url, host)).toBe(listed);
    expect(new Set(proxy.asked)).toEqual(new Set(['git.acme.invalid:443']));
    expect(await refsAt(url, { ...host, NO_PROXY: 'git.acme.invalid' })).toMatch(/no address is known/);
    proxy.refuseWith = 403;
    expect(await refsAt(url, host)).toMatch(/not let through by the proxy/);
  } finally {
    await proxy.stop();
  }
});

it('the runner tells a refused connection of git', async () => {
  const { port: refused, release } = await holdRefusedPort();

  const said = await refsAt(`https://127.0.0.1:${refused}/acme/theme.git`);

  await release();
  expect(said).toMatch(/^refuses the connection/);
});
