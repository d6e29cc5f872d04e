import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { invoke } from '#infra/local/function-registry.ts';
import { LocalGateway } from '#infra/local/gateway.ts';
import { LocalFailure } from '#infra/local/local-failure.ts';
import { type Answer, type CallOptions, call } from '#test/call.ts';

vi.mock('#infra/local/function-registry.ts', () => ({ invoke: vi.fn() }));

const invoked = vi.mocked(invoke);
const ok = { statusCode: 200, body: '{"ok":true}' };
let ready: PromiseWithResolvers<void>;
let gateway: LocalGateway;
let port: number;
let log: string[];

beforeEach(async () => {
  invoked.mockReset().mockImplementation(async (file) => (file === 'auth/authorize' ? { isAuthorized: true } : ok));
  log = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    log.push(String(chunk));
    return true;
  });
  ready = Promise.withResolvers<void>();
  gateway = new LocalGateway(ready.promise, { integrationMs: 500 });
  port = await gateway.listen(0);
});
afterEach(async () => {
  await gateway.stop();
  vi.restoreAllMocks();
});

const get = (path: string, options: CallOptions = {}): Promise<Answer> => call({ port }, 'GET', path, options);
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await sleep(1);
};
/** Begins a request and leaves its body open. Resolves once the gateway has its head: Node itself says 100 then. */
const begin = async (): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1');
  socket.write(
    `POST /api/projects HTTP/1.1\r\nhost: localhost:${port}\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n`,
  );
  expect(String(await once(socket, 'data'))).toContain('100 Continue');
  return socket;
};
const logged = (): Record<string, unknown>[] => log.map((line) => JSON.parse(line) as Record<string, unknown>);
const fails = (file: string, error: unknown): void => {
  const before = invoked.getMockImplementation();
  invoked.mockImplementation(async (asked, event) => {
    if (asked === file) throw error;
    return before?.(asked, event);
  });
};

describe('a request that comes while the service starts', () => {
  it('waits, and is answered once the service is ready', async () => {
    const socket = await begin();
    const early = once(socket, 'data').then(() => invoked.mock.calls.length);
    socket.write('{}');
    const whileStarting = await Promise.race([early, sleep(30, 'no answer')]);
    const answer = get('/api/health');

    ready.resolve();

    expect(whileStarting).toBe('no answer');
    expect((await answer).status).toBe(200);
    await early;
    socket.destroy();
  });

  it('is cut off where the start fails', async () => {
    const socket = await begin();

    await Promise.all([once(socket, 'close'), gateway.stop()]);

    expect(invoked).not.toHaveBeenCalled();
  });
});

describe('a request that is served while the service stops', () => {
  it('is answered', async () => {
    ready.resolve();
    const end = Promise.withResolvers<typeof ok>();
    invoked.mockReturnValue(end.promise);
    const answer = get('/api/health');
    await until(() => invoked.mock.calls.length === 1);

    const stopped = gateway.stop();
    end.resolve(ok);

    expect((await answer).json).toEqual({ ok: true });
    await stopped;
    await expect(get('/api/health')).rejects.toThrow('ECONNREFUSED');
  });
});

describe('a fault', () => {
  beforeEach(() => ready.resolve());

  it('of a function that cannot be loaded is a 500, and one log line tells why', async () => {
    fails('meta/get-health', new LocalFailure('functions/meta/get-health.ts cannot be loaded: PUBLIC_URL is not set'));

    const { status, text } = await get('/api/health');

    expect([status, text]).toEqual([500, '{"message":"Internal Server Error"}']);
    expect(logged()).toEqual([
      {
        level: 'error',
        message: 'gateway',
        status: 500,
        route: 'GET /api/health',
        reason: 'functions/meta/get-health.ts cannot be loaded: PUBLIC_URL is not set',
      },
    ]);
  });

  it('of the authorizer is logged, and the next request with the same token asks it again', async () => {
    fails('auth/authorize', Object.assign(new Error('s3cr3t'), { code: 'ECONNREFUSED' }));
    const first = await get('/api/me', { token: 't0k3n' });
    invoked.mockImplementation(async (file) => (file === 'auth/authorize' ? { isAuthorized: true } : ok));

    const second = await get('/api/me', { token: 't0k3n' });

    expect([first.status, second.status]).toEqual([500, 200]);
    expect(logged()).toMatchObject([{ status: 500, route: 'GET /api/me' }]);
    expect(logged()[0]?.reason).toMatch(/^Error ECONNREFUSED at .+gateway\.test\.ts:\d+:\d+\)?$/);
    expect(log.join()).not.toMatch(/s3cr3t|t0k3n/);
  });

  it.each([
    ['no object', undefined],
    ['a header that HTTP does not know', { statusCode: 200, headers: { 'x-a': '1', 'x-b': 'line\nbreak' } }],
    ['a status that HTTP does not know', { statusCode: 42, body: 'x' }],
    ['a body that is no text', { statusCode: 200, body: 5 }],
  ])('of a function that answers with %s is a 500 and one log line', async (_what, reply) => {
    invoked.mockResolvedValue(reply);

    const answer = await get('/api/health');

    expect(answer.status).toBe(500);
    expect(answer.headers).not.toHaveProperty('x-a');
    expect(logged()).toMatchObject([{ message: 'gateway', status: 500 }]);
  });

  it('of a function that takes too long is a 503 and one log line', async () => {
    invoked.mockReturnValue(new Promise(() => undefined));

    const { status } = await get('/api/health');

    expect(status).toBe(503);
    expect(logged()).toMatchObject([
      { status: 503, route: 'GET /api/health', reason: 'The function did not answer within 500 ms.' },
    ]);
  });

  it('is none where the client goes away in the middle of its body', async () => {
    const socket = await begin();

    socket.destroy();
    await gateway.stop();

    expect(log).toEqual([]);
  });
});

describe('a request of a foreign page', () => {
  beforeEach(() => ready.resolve());

  it.each([
    ['Host', 'evil.example.com', { host: 'evil.example.com' }],
    ['Origin', 'https://evil.example.com', { origin: 'https://evil.example.com' }],
    ['Origin', 'null', { origin: 'null' }],
  ])('is refused for its %s %s with the reason, in the answer and in one log line', async (name, value, headers) => {
    gateway.allowHost('tunnel.example.com');

    const { status, json } = await get('/api/health', { headers });

    const reason = `The ${name} "${value}" does not belong to this service. Call it at the address that npm start prints; if you use a tunnel or a proxy, pass its address with --public-url.`;
    expect([status, json]).toEqual([403, { message: reason }]);
    expect(logged()).toEqual([{ level: 'warn', message: 'gateway', status: 403, route: 'GET /api/health', reason }]);
    expect(invoked).not.toHaveBeenCalled();
  });

  it('is told no more than the beginning of a long name', async () => {
    const { text } = await get('/api/health', { headers: { origin: 'x'.repeat(5000) } });

    expect(text.length).toBeLessThan(500);
  });
});
