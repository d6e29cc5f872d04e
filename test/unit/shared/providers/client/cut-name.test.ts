import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutName } from '#shared/providers/client/cut-name.ts';

const wellFormed = fc.string({ unit: 'grapheme', maxLength: 80 });
const max = fc.integer({ min: 20, max: 60 });

describe('cutName', () => {
  test('keeps different names different, and a name the same', () => {
    fc.assert(
      fc.property(wellFormed, wellFormed, max, (one, other, limit) => {
        const [prefix, suffix] = ['x'.repeat(limit), [one, other]];
        const [first, second] = suffix.map((end) => cutName(`${prefix}${end}`, limit));

        expect(first === second).toBe(one === other);
        expect(cutName(`${prefix}${one}`, limit)).toBe(first);
      }),
    );
  });

  test('fits, is well formed, and begins as the name does', () => {
    fc.assert(
      fc.property(wellFormed, max, (name, limit) => {
        const cut = cutName(name, limit);

        expect(cut.length).toBeLessThanOrEqual(limit);
        expect(cut.isWellFormed()).toBe(true);
        expect(name.startsWith(cut.slice(0, limit - 14))).toBe(true);
      }),
    );
  });
});
