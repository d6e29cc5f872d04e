import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { call } from '#test/call.ts';
import { failToStart, newFolder, portOf, start, untilGone, useFolders } from './start-bench.ts';

useFolders();

describe('npm start -- --json', () => {
  it('prints exactly one line, with which the API can be used at once', async () => {
    const service = await start('--ephemeral');

    const me = await call({ port: portOf(service) }, 'GET', '/api/me', { token: service.apiKey ?? '' });

    expect(me.json.organization).toEqual(service.organization);
    expect(service.stdout().split('\n')).toHaveLength(2);
  });
});

describe('the end of npm start', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('by %s is clean and leaves nothing running', async (signal) => {
    const folder = newFolder();
    const service = await start('--state-dir', folder);

    const code = await service.end(signal);

    expect(code).toBe(0);
    expect(await untilGone(folder)).toEqual([]);
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });
});

describe('npm start says what to do', () => {
  it('where the port is taken', async () => {
    const blocker = await new Promise<Server>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
    });
    const address = blocker.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;

    const { code, stderr } = await failToStart('--port', String(port), '--ephemeral');

    blocker.close();
    expect(code).toBe(1);
    expect(stderr).toBe(
      `Port ${port} cannot be used (EADDRINUSE). Stop what uses it, or choose another one with --port N (0 picks one).\n`,
    );
  });
});
