import type { LookupAddress } from 'node:dns';
import { beforeEach, describe, expect, test, vi } from 'vitest';

const answers = vi.hoisted(() => ({ next: [] as (LookupAddress[] | Error)[], asked: [] as string[] }));

vi.mock('node:dns', () => ({
  lookup: (
    hostname: string,
    _options: unknown,
    callback: (error: Error | null, addresses: LookupAddress[]) => void,
  ): void => {
    answers.asked.push(hostname);
    const answer = answers.next.shift() ?? [];
    if (answer instanceof Error) callback(answer, []);
    else callback(null, answer);
  },
}));

const {
  AddressRefused,
  checkLiteralAddress: checkLiteral,
  checkProtocol,
  guardedLookup,
} = await import('#shared/network/guarded-lookup.ts');

const v4 = (address: string): LookupAddress => ({ address, family: 4 });
const v6 = (address: string): LookupAddress => ({ address, family: 6 });

type Found = { readonly error: Error | null; readonly address: unknown; readonly family: number | undefined };

const look = (allowLoopback: boolean, all: boolean): Promise<Found> =>
  new Promise((resolve) => {
    guardedLookup(allowLoopback)('git.acme.example', { all }, (error, address, family) => {
      resolve({ error, address, family });
    });
  });

beforeEach(() => {
  answers.next = [];
  answers.asked = [];
});

describe('guardedLookup', () => {
  test('hands on the addresses of a name', async () => {
    answers.next = [[v4('140.82.121.4'), v6('2606:50c0::1')]];

    expect(await look(false, true)).toMatchObject({ error: null, address: [v4('140.82.121.4'), v6('2606:50c0::1')] });
  });

  test('hands on the first one where one is asked for', async () => {
    answers.next = [[v6('2606:50c0::1'), v4('140.82.121.4')]];

    expect(await look(false, false)).toEqual({ error: null, address: '2606:50c0::1', family: 6 });
  });

  test.each([true, false])('refuses a name with one bad address among good ones (all: %s)', async (all) => {
    for (const bad of [v4('169.254.169.254'), v6('::ffff:a9fe:a9fe'), v6('fd00:ec2::254'), v4('127.0.0.1')]) {
      answers.next = [[v4('140.82.121.4'), bad]];

      expect((await look(false, all)).error).toBeInstanceOf(AddressRefused);
    }
  });

  test('refuses metadata where loopback is allowed, and allows loopback', async () => {
    answers.next = [[v4('127.0.0.1')], [v4('169.254.169.254')]];

    expect((await look(true, false)).address).toBe('127.0.0.1');
    expect((await look(true, false)).error).toBeInstanceOf(AddressRefused);
  });

  test('refuses a name without addresses', async () => {
    answers.next = [[]];

    expect((await look(true, true)).error).toBeInstanceOf(AddressRefused);
  });

  test('hands on the failure of the resolver', async () => {
    const failure = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    answers.next = [failure];

    expect((await look(true, true)).error).toBe(failure);
  });

  test('checks the very answer that it hands on, once, so that an answer that changes changes nothing', async () => {
    answers.next = [[v4('140.82.121.4')], [v4('169.254.169.254')]];

    const first = await look(false, false);

    expect(first.address).toBe('140.82.121.4');
    expect(answers.asked).toEqual(['git.acme.example']);
    expect((await look(false, false)).error).toBeInstanceOf(AddressRefused);
  });
});

describe('checkLiteralAddress', () => {
  test.each(['169.254.169.254', '[::ffff:a9fe:a9fe]', '[fd00:ec2::254]', '0.0.0.0', '[fe80::1]'])(
    'refuses %s, for which a socket would ask no lookup',
    (hostname) => {
      expect(() => checkLiteral(hostname, true)).toThrow(AddressRefused);
    },
  );

  test('refuses loopback where it is not allowed', () => {
    expect(() => checkLiteral('127.0.0.1', false)).toThrow(AddressRefused);
    expect(() => checkLiteral('[::1]', false)).toThrow(AddressRefused);
    expect(() => checkLiteral('127.0.0.1', true)).not.toThrow();
  });

  test('leaves names to the lookup', () => {
    expect(() => checkLiteral('git.acme.example', false)).not.toThrow();
  });
});

describe('checkProtocol', () => {
  test.each(['https://git.acme.example', 'https://10.0.0.1:8443'])('takes %s', (url) => {
    expect(() => checkProtocol(new URL(url), false)).not.toThrow();
  });

  test.each(['http://127.0.0.1:3000', 'http://localhost:3000', 'http://[::1]:3000'])(
    'takes %s only where the service runs on one machine',
    (url) => {
      expect(() => checkProtocol(new URL(url), true)).not.toThrow();
      expect(() => checkProtocol(new URL(url), false)).toThrow(AddressRefused);
    },
  );

  test.each(['http://git.acme.example', 'http://10.0.0.1', 'http://localhost.acme.example', 'ftp://127.0.0.1'])(
    'refuses %s everywhere',
    (url) => {
      expect(() => checkProtocol(new URL(url), true)).toThrow(AddressRefused);
    },
  );
});
