import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutText } from '#shared/contract/text-limits.ts';

const wellFormed = fc.string({ unit: 'grapheme', maxLength: 80 });
const max = fc.integer({ min: 20, max: 60 });

describe('cutText', () => {
  test('leaves a text that fits as it is', () => {
    fc.assert(
      fc.property(wellFormed, (text) => cutText(text, text.length + 1) === text && cutText(text, text.length) === text),
    );
  });

  test('is the longest beginning that fits and ends with a whole character', () => {
    fc.assert(
      fc.property(wellFormed, max, (text, limit) => {
        const cut = cutText(text, limit);

        expect(cut.length).toBeLessThanOrEqual(limit);
        expect(cut.length).toBeGreaterThanOrEqual(Math.min(text.length, limit - 1));
        expect(text.startsWith(cut)).toBe(true);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });

  test('mends half a surrogate pair that was sent so: it could not be stored', () => {
    expect(cutText('a\ud83d', 5)).toBe('a\ufffd');
    expect(cutText('\udc00abc', 2)).toBe('\ufffda');
  });
});
