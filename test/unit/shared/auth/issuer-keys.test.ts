import type { JSONWebKeySet } from 'jose';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { IssuerKeys } from '#shared/auth/issuer-keys.ts';
import { newSigningKey, type SigningKey } from '#test/fixtures/issuer.ts';

const start = Date.parse('2026-11-28T10:00:00.000Z');
const minutes = (count: number): void => {
  vi.setSystemTime(start + count * 60_000);
};

let first: SigningKey;
let second: SigningKey;
let answer: () => Promise<JSONWebKeySet>;
let asked: number;
let keys: IssuerKeys;
beforeAll(async () => {
  first = await newSigningKey('first');
  second = await newSigningKey('second');
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: start });
  asked = 0;
  answer = async () => ({ keys: [first.publicJwk] });
  keys = new IssuerKeys(() => {
    asked += 1;
    return answer();
  });
});
afterEach(() => {
  vi.useRealTimers();
});

const find = async (kid: string | undefined): Promise<string> => {
  const found = await keys.find({ alg: 'ES256', ...(kid === undefined ? {} : { kid }) });
  return found === null || found === 'unavailable' ? String(found) : 'found';
};
const isDown = async (): Promise<never> => {
  throw new Error('It does not answer.');
};

describe('the keys of the issuer', () => {
  it('are asked for once, however many tokens come at once', async () => {
    const found = await Promise.all(Array.from({ length: 20 }, () => find('first')));
    expect(found).toEqual(Array(20).fill('found'));
    expect(asked).toBe(1);
  });

  it('are asked for again for an unknown id, at most once a minute', async () => {
    await find('first');
    answer = async () => ({ keys: [second.publicJwk] });
    expect(await find('second')).toBe('null');
    minutes(1);
    expect([await find('second'), await find('first')]).toEqual(['found', 'null']);
    expect(asked).toBe(2);
  });

  it('are asked for again after ten minutes, so that a withdrawn one ends', async () => {
    await find('first');
    answer = async () => ({ keys: [] });
    minutes(10);
    expect(await find('first')).toBe('found');
    minutes(11);
    expect(await find('first')).toBe('null');
  });

  it('serve for 24 hours while the issuer does not answer, and not a minute longer', async () => {
    await find('first');
    answer = isDown;
    minutes(24 * 60);
    expect(await find('first')).toBe('found');
    minutes(24 * 60 + 1);
    expect(await find('first')).toBe('unavailable');
  });

  it('are unavailable where none was ever given, and are asked for once a minute then too', async () => {
    answer = isDown;
    expect([await find('first'), await find('first')]).toEqual(['unavailable', 'unavailable']);
    expect(asked).toBe(1);
    minutes(1);
    answer = async () => ({ keys: [first.publicJwk] });
    expect(await find('first')).toBe('found');
    expect(asked).toBe(2);
  });

  it('need an id where several fit, and none where one does', async () => {
    expect(await find(undefined)).toBe('found');
    answer = async () => ({ keys: [first.publicJwk, second.publicJwk] });
    minutes(11);
    expect(await find(undefined)).toBe('null');
  });

  it('fail with whatever a published key that is no key makes', async () => {
    answer = async () => ({ keys: [{ kty: 'EC', kid: 'first', alg: 'ES256', crv: 'P-256', x: '!', y: '!' }] });
    await expect(find('first')).rejects.toThrow();
  });
});
