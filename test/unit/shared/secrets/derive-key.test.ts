import { hkdfSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deriveKey, macKey } from '#shared/secrets/derive-key.ts';

const one = 'first-'.padEnd(43, 'x');
const two = 'second-'.padEnd(43, 'y');

describe('deriveKey', () => {
  it('is HKDF-SHA256 (RFC 5869) with the purpose as its info', () => {
    const expected = Buffer.from(hkdfSync('sha256', one, '', 'ocore/hook-id/1', 32));

    expect(deriveKey(one, 'ocore/hook-id/1')).toEqual(expected);
  });

  it('gives other bytes for another purpose and for another root', () => {
    const keys = [deriveKey(one, 'a'), deriveKey(one, 'b'), deriveKey(two, 'a'), deriveKey(one, Buffer.from([0]))].map(
      (key) => key.toString('hex'),
    );

    expect(new Set(keys).size).toBe(4);
    expect(keys.every((key) => key.length === 64)).toBe(true);
  });
});

describe('macKey', () => {
  it('is the derived key as a KeyObject', () => {
    expect(macKey(one, 'a').export()).toEqual(deriveKey(one, 'a'));
  });
});
