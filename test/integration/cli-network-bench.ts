import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import { Authority } from '#test/fixtures/authority.ts';
import { ocoreCommand, type Ran, runCommand } from '#test/run-command.ts';

export let authority: Authority;
export let server: Server;
export let port: number;

/** Its token opens nothing: a service that is reached answers 401, which is exit code 4. */
export const ocore = (address: string, env: NodeJS.ProcessEnv = {}): Promise<Ran> =>
  runCommand(ocoreCommand, ['project', 'create', '--name', 'x'], {
    env: {
      ...{ OCORE_API_URL: address, OCORE_TOKEN: 'ocore_x' },
      ...{ HTTPS_PROXY: undefined, https_proxy: undefined, NO_PROXY: undefined, no_proxy: undefined },
      ...env,
    },
  });

export const own = () => ({ NODE_EXTRA_CA_CERTS: authority.file });

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
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
};
