import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CallFailed, guardedFetch } from '#shared/network/guarded-fetch.ts';
import { AddressRefused } from '#shared/network/guarded-lookup.ts';

type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

let handle: Handler;
const seen: { method: string; url: string; authorization: string; body: string }[] = [];
const server = createServer((incoming, outgoing) => {
  let body = '';
  incoming.on('data', (chunk: Buffer) => {
    body += chunk.toString('utf8');
  });
  incoming.on('end', () => {
    const { authorization = '' } = incoming.headers;
    seen.push({ method: incoming.method ?? '', url: incoming.url ?? '', authorization, body });
    handle(incoming, outgoing);
  });
});
let origin = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
});
beforeEach(() => {
  seen.length = 0;
  handle = (_, outgoing) => {
    outgoing.end('{}');
  };
});

const bound = (change: Partial<Parameters<typeof guardedFetch>[0]> = {}): typeof fetch =>
  guardedFetch({ baseUrl: `${origin}/api/v1`, allowLoopback: true, ...change });

const failure = async (call: Promise<unknown>): Promise<CallFailed> => {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof CallFailed ? error : expect.fail(`no CallFailed, but ${inspect(error)}`);
};

describe('guardedFetch', () => {
  test('calls its place as fetch does', async () => {
    handle = (_, outgoing) => {
      outgoing.writeHead(201, { 'content-type': 'application/json', 'x-next-page': '2', 'set-cookie': ['a=1', 'b=2'] });
      outgoing.end('{"ä":1}');
    };

    const response = await bound()(`${origin}/api/v1/hooks?page=1`, {
      method: 'POST',
      headers: { authorization: 'token x', 'content-type': 'application/json' },
      body: '{"ü":2}',
    });

    expect(response.status).toBe(201);
    expect(response.headers.get('x-next-page')).toBe('2');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await response.json()).toEqual({ ä: 1 });
    expect(seen).toEqual([{ method: 'POST', url: '/api/v1/hooks?page=1', authorization: 'token x', body: '{"ü":2}' }]);
  });

  test('makes a connection of its own for each call, so that none is used that went unchecked or has died', async () => {
    const ports = new Set<number | undefined>();
    handle = (incoming, outgoing) => {
      ports.add(incoming.socket.remotePort);
      outgoing.end('{}');
    };
    const call = bound();

    for (let index = 0; index < 3; index += 1) await call(`${origin}/api/v1/x`);

    expect(ports.size).toBe(3);
  });

  test.each([204, 304])('hands back an answer without a body (%i)', async (status) => {
    handle = (_, outgoing) => {
      outgoing.writeHead(status);
      outgoing.end();
    };

    expect((await bound()(`${origin}/api/v1/x`)).status).toBe(status);
  });

  test.each([301, 302, 303, 307, 308])('follows no redirect, not even on its own host (%i)', async (status) => {
    handle = (_, outgoing) => {
      outgoing.writeHead(status, { location: `${origin}/api/v1/other` });
      outgoing.end();
    };

    const response = await bound()(`${origin}/api/v1/x`, { headers: { authorization: 'token x' }, redirect: 'follow' });

    expect(response.status).toBe(status);
    expect(seen.map(({ url }) => url)).toEqual(['/api/v1/x']);
  });

  describe('calls nothing but its place:', () => {
    test.each([
      ['another host', 'http://localhost:{port}/api/v1/x'],
      ['another port', 'http://127.0.0.1:1/api/v1/x'],
      ['another scheme', 'https://127.0.0.1:{port}/api/v1/x'],
      ['another path', '{origin}/x'],
      ['a longer name of its path', '{origin}/api/v10/x'],
      ['a path above', '{origin}/api/v1/../x'],
      ['a path above, encoded', '{origin}/api/v1/%2e%2e/x'],
      ['a path above, half encoded', '{origin}/api/v1/.%2E/x'],
      ['a path above, with a backslash', '{origin}/api/v1/..\\x'],
      ['a user', 'http://user@127.0.0.1:{port}/api/v1/x'],
      ['a user and a password', 'http://user:password@127.0.0.1:{port}/api/v1/x'],
      ['a host behind the origin', 'http://127.0.0.1:{port}@evil.example/api/v1/x'],
      ['a host that begins with the origin', 'http://127.0.0.1.evil.example:{port}/api/v1/x'],
    ])('not %s', async (_, template) => {
      const url = template.replace('{origin}', origin).replace('{port}', new URL(origin).port);

      const error = await failure(bound()(url, { headers: { authorization: 'token x' } }));

      expect(error.message).toMatch(/is not within/);
      expect(error.message).not.toMatch(/password/);
      expect(seen).toEqual([]);
    });

    test('the place itself is within', async () => {
      expect((await bound()(`${origin}/api/v1`)).status).toBe(200);
    });

    test('neither a Request nor a stream, whose parts would go unchecked', async () => {
      await failure(bound()(new Request(`${origin}/api/v1/x`)));
      await failure(bound()(`${origin}/api/v1/x`, { method: 'POST', body: new Blob(['x']) }));

      expect(seen).toEqual([]);
    });
  });

  describe('connects to no forbidden address:', () => {
    test.each([
      'https://169.254.169.254/latest',
      'https://2852039166/latest',
      'https://0xa9fea9fe/latest',
      'https://0251.0376.0251.0376/latest',
      'https://169.254.43518/latest',
      'https://１６９.254.169.254/latest',
      'https://169。254。169。254/latest',
      'https://%31%36%39.254.169.254/latest',
      'https://[::ffff:169.254.169.254]/latest',
      'https://[::ffff:a9fe:a9fe]/latest',
      'https://[64:ff9b::a9fe:a9fe]/latest',
      'https://[fd00:ec2::254]/latest',
      'https://0/latest',
      'https://0.0.0.0/latest',
    ])('%s', async (baseUrl) => {
      const error = await failure(guardedFetch({ baseUrl, allowLoopback: true })(`${baseUrl}/x`));

      expect(error.cause).toBeInstanceOf(AddressRefused);
    });

    test.each(['127.0.0.1', '2130706433', '0x7f.1', '0177.1', '127.1', '[::1]', '[::ffff:7f00:1]', 'localhost'])(
      '%s, where loopback is not allowed',
      async (host) => {
        const baseUrl = `https://${host}:${new URL(origin).port}`;

        const error = await failure(guardedFetch({ baseUrl, allowLoopback: false })(`${baseUrl}/x`));

        expect(error.cause).toBeInstanceOf(AddressRefused);
      },
    );
  });

  test('http goes to the machine itself, where that is allowed, and nowhere else', async () => {
    const named = origin.replace('127.0.0.1', 'localhost');

    expect((await guardedFetch({ baseUrl: named, allowLoopback: true })(named)).status).toBe(200);
    expect((await failure(bound({ allowLoopback: false })(`${origin}/api/v1`))).cause).toBeInstanceOf(AddressRefused);
    for (const baseUrl of ['http://10.255.255.1', 'http://git.acme.example']) {
      const error = await failure(guardedFetch({ baseUrl, allowLoopback: true })(baseUrl));
      expect(error.cause).toBeInstanceOf(AddressRefused);
    }
    expect(seen).toHaveLength(1);
  });

  describe('bounds what it takes:', () => {
    test('an answer of just the most bytes is whole, one byte more is none', async () => {
      const call = bound({ maxBytes: 1000 });
      handle = (incoming, outgoing) => {
        outgoing.end('x'.repeat(incoming.url === '/api/v1/most' ? 1000 : 1001));
      };

      expect((await (await call(`${origin}/api/v1/most`)).text()).length).toBe(1000);
      expect((await failure(call(`${origin}/api/v1/more`))).message).toMatch(/more than 1000 bytes/);
    });

    test('an answer without end is cut off', async () => {
      let ended = false;
      handle = (_, outgoing) => {
        const write = (): void => {
          if (!ended) outgoing.write('x'.repeat(50_000), () => setImmediate(write));
        };
        outgoing.on('close', () => {
          ended = true;
        });
        write();
      };

      const error = await failure(bound({ maxBytes: 200_000 })(`${origin}/api/v1/endless`));

      expect(error.message).toMatch(/more than 200000 bytes/);
    });

    test('a server that does not answer', async () => {
      handle = () => undefined;

      const error = await failure(bound({ timeoutMs: 50 })(`${origin}/api/v1/x`));

      expect(inspect(error.cause)).toMatch(/TimeoutError|aborted due to timeout/);
    });

    test('a server that answers a byte at a time, however often', async () => {
      const timers: NodeJS.Timeout[] = [];
      handle = (_, outgoing) => {
        timers.push(setInterval(() => outgoing.write('x'), 10));
      };

      await failure(bound({ timeoutMs: 100 })(`${origin}/api/v1/x`));

      for (const timer of timers) clearInterval(timer);
    });

    test('a connection that ends in the middle of an answer', async () => {
      handle = (incoming, outgoing) => {
        outgoing.writeHead(200, { 'content-length': '100' });
        outgoing.write('half', () => incoming.socket.destroy());
      };

      await failure(bound()(`${origin}/api/v1/x`));
    });
  });

  test('a failure names the host and its cause, and neither header nor body', async () => {
    handle = (incoming) => {
      incoming.socket.destroy();
    };

    const error = await failure(
      bound()(`${origin}/api/v1/x`, { method: 'POST', headers: { authorization: 'token canary-1' }, body: 'canary-2' }),
    );

    expect(error.message).toBe(`${new URL(origin).host} gave no answer.`);
    expect(error.cause).toMatchObject({ code: 'ECONNRESET' });
    expect(inspect(error, { depth: 20, showHidden: true })).not.toMatch(/canary/);
  });
});
