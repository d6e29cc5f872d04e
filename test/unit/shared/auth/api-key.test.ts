import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashApiKey, isApiKey, newApiKey } from '#shared/auth/api-key.ts';

const ulid = '01J00000000000000000000000';
const characters = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-+/= .\n\u0000é';

describe('newApiKey', () => {
  it('begins with ocore_ and the id and holds 256 random bits', () => {
    expect(newApiKey(ulid)).toMatch(new RegExp(`^ocore_${ulid}_[0-9a-f]{64}[0-9a-f]{8}$`));
  });

  it('never makes the same key twice', () => {
    const made = Array.from({ length: 1000 }, () => newApiKey(ulid));

    expect(new Set(made).size).toBe(1000);
  });
});

describe('isApiKey', () => {
  it('takes every key that was made', () => {
    for (let made = 0; made < 200; made += 1) expect(isApiKey(newApiKey(ulid))).toBe(true);
  });

  it('refuses a key with one character replaced, without I/O: the answer is not even a promise', () => {
    const key = newApiKey(ulid);
    fc.assert(
      fc.property(fc.nat({ max: key.length - 1 }), fc.constantFrom(...characters), (at, character) => {
        fc.pre(key[at] !== character);
        expect(isApiKey(key.slice(0, at) + character + key.slice(at + 1))).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses a key with two neighbours swapped, as one mistypes', () => {
    const key = newApiKey(ulid);
    const swapped = Array.from({ length: key.length - 1 }, (_, at) => {
      const [one = '', other = ''] = [key[at], key[at + 1]];
      return key.slice(0, at) + other + one + key.slice(at + 2);
    }).filter((text) => text !== key);

    expect(swapped.filter(isApiKey)).toEqual([]);
  });

  it('refuses a key that is cut off or goes on, at any place', () => {
    const key = newApiKey(ulid);
    const cut = Array.from({ length: key.length }, (_, length) => key.slice(0, length));

    expect([...cut, `${key}0`, ` ${key}`, `${key}\n`, key.toUpperCase(), `${key} `].filter(isApiKey)).toEqual([]);
  });

  it('refuses a secret under the id of another key', () => {
    const other = newApiKey('01J00000000000000000000001');

    expect(isApiKey(other.replace('01J00000000000000000000001', ulid))).toBe(false);
  });

  it('refuses whatever text it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc
            .string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 72, maxLength: 72 })
            .map((text) => `ocore_${ulid}_${text}`),
        ),
        (text) => {
          expect(isApiKey(text)).toBe(false);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('hashApiKey', () => {
  it('is the SHA-256 of the whole text', () => {
    const key = newApiKey(ulid);

    expect(hashApiKey(key)).toBe(createHash('sha256').update(key).digest('hex'));
  });
});
