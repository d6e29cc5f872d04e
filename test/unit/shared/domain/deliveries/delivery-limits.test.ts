import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstLine } from '#shared/domain/deliveries/delivery-limits.ts';

describe('firstLine', () => {
  it.each([
    ['Fix the report', 'Fix the report'],
    ['Fix the report\n\nIt was wrong.', 'Fix the report'],
    ['Fix the report\r\nIt was wrong.', 'Fix the report'],
    ['Fix the report  \n', 'Fix the report'],
    ['', ''],
    ['\nSecond line', ''],
  ])('of %j is %j', (message, expected) => {
    expect(firstLine(message)).toBe(expected);
  });

  it('keeps 200 characters', () => {
    expect(firstLine('a'.repeat(201))).toBe('a'.repeat(200));
  });

  it('never cuts a character in two: half of one could not be stored', () => {
    fc.assert(
      fc.property(fc.integer({ min: 190, max: 210 }), (length) => {
        const line = firstLine(`${'a'.repeat(length)}😀😀😀`);
        expect(line.isWellFormed()).toBe(true);
        expect(line.length).toBeLessThanOrEqual(200);
      }),
    );
  });
});
