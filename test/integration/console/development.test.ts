import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { call } from '#test/call.ts';

/** What the service was sent. */
let received: IncomingMessage['headers'];
let service: Server;
let vite: { readonly port: number; readonly stop: () => Promise<void> };

const portOf = (server: Pick<Server, 'address'>): number => (server.address() as AddressInfo).port;

beforeAll(async () => {
  service = createServer((request, response) => {
    received = request.headers;
    response.end('{}');
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('OCORE_API_URL', `http://127.0.0.1:${portOf(service)}`);
  const { createServer: createVite } = await import('vite');
  const made = await createVite({
    configFile: 'console/vite.config.ts',
    configLoader: 'native',
    logLevel: 'silent',
    optimizeDeps: { noDiscovery: true },
    server: { port: 0, watch: null, hmr: false, ws: false },
  });
  await made.listen();
  if (made.httpServer === null) throw new Error('Vite listens nowhere.');
  vite = { port: portOf(made.httpServer as Server), stop: () => made.close() };
});
afterAll(async () => {
  await vite.stop();
  service.close();
  vi.unstubAllEnvs();
});

const post = (origin: string) => call({ port: vite.port }, 'POST', '/local/sign-in', { headers: { origin }, body: {} });

it('The development server passes calls of its own pages on under the origin of the service', async () => {
  await post(`http://127.0.0.1:${vite.port}`);

  expect(received).toMatchObject({
    origin: `http://127.0.0.1:${portOf(service)}`,
    host: `127.0.0.1:${portOf(service)}`,
  });
});

it.each(['https://evil.example', 'null', 'http://127.0.0.1:1'])(
  'The development server leaves the origin of another page as it is, so that the service refuses it: %s',
  async (origin) => {
    await post(origin);

    expect(received.origin).toBe(origin);
  },
);
