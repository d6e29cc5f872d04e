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

  it('finds its data again at a second start, and shows no key a second time', async () => {
    const folder = newFolder();
    const first = await start('--state-dir', folder);
    const token = first.apiKey ?? '';
    const made = await call({ port: portOf(first) }, 'POST', '/api/projects', { token, body: { name: 'Kept' } });
    await first.end('SIGTERM');

    const second = await start('--state-dir', folder);

    expect(second.apiKey).toBeNull();
    expect(second.organization).toEqual(first.organization);
    const read = await call({ port: portOf(second) }, 'GET', `/api/projects/${made.json.id}`, { token });
    expect(read.json.name).toBe('Kept');
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
