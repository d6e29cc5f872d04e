import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventOf } from './event-of.ts';

const hashOf = (value: string): string => createHash('sha256').update(value).digest('hex');
const url = 'https://ocore.example.com';

/** The module, as a function loads it that is told these hashes. */
const loaded = async (hashes: string | undefined) => {
  vi.stubEnv('ORIGIN_SHA256', hashes);
  return await import('#shared/http/check-origin.ts');
};
const isTaken = async (hashes: string | undefined, sent: string | undefined): Promise<boolean> => {
  const { isFromOrigin } = await loaded(hashes);
  return isFromOrigin(sent === undefined ? {} : { 'x-ocore-origin': sent });
};

beforeEach(() => {
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a request', () => {
  it.each([undefined, '', 'anything'])('is taken from anybody where no server stands before: %j', async (sent) => {
    expect(await isTaken(undefined, sent)).toBe(true);
  });

  it('is taken with the value whose hash is known', async () => {
    expect(await isTaken(hashOf('value'), 'value')).toBe(true);
  });

  it.each(['former', 'next'])('is taken with each of two values during a rotation: %s', async (sent) => {
    expect(await isTaken(`${hashOf('former')},${hashOf('next')}`, sent)).toBe(true);
  });

  it.each([undefined, '', 'other', 'Value', 'value ', 'value,value', hashOf('value')])(
    'is refused with %j',
    async (sent) => {
      expect(await isTaken(`${hashOf('value')},${hashOf('next')}`, sent)).toBe(false);
    },
  );

  it('is told where to go instead', async () => {
    const { checkOrigin } = await loaded(hashOf('value'));

    expect(() => checkOrigin(eventOf(), url)).toThrow(
      expect.objectContaining({ code: 'origin_refused', message: `Call the service at ${url}.` }),
    );
  });
});

it.each(['', 'abc', `${hashOf('a')},`, [hashOf('a'), hashOf('b'), hashOf('c')].join()])(
  'a setting that is none stops the function at its start: %j',
  async (hashes) => {
    await expect(loaded(hashes)).rejects.toThrow('ORIGIN_SHA256 must be one or two SHA-256');
  },
);

describe('the address that calls', () => {
  // The event comes from 127.0.0.1.
  const addressOf = async (hashes: string | undefined, forwarded: string | undefined): Promise<string> => {
    const { callerAddress } = await loaded(hashes);
    return callerAddress(eventOf({ headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } }));
  };

  it.each([
    ['198.51.100.7, 127.0.0.1', '198.51.100.7'],
    ['203.0.113.9, 198.51.100.7, 127.0.0.1', '198.51.100.7'],
    ['203.0.113.9, 198.51.100.7', '198.51.100.7'],
    ['2001:db8::7, 127.0.0.1', '2001:db8::7'],
    ['not an address, 127.0.0.1', '127.0.0.1'],
    ['127.0.0.1', '127.0.0.1'],
    [undefined, '127.0.0.1'],
  ])('behind a server is the one that it saw: %j is %s', async (forwarded, address) => {
    expect(await addressOf(hashOf('value'), forwarded)).toBe(address);
  });

  it('is never what the caller writes where no server stands before', async () => {
    expect(await addressOf(undefined, '198.51.100.7, 127.0.0.1')).toBe('127.0.0.1');
  });
});
