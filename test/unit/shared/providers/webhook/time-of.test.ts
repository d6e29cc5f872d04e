import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeOf } from '#shared/providers/webhook/webhook-parts.ts';

describe('timeOf', () => {
  it('reads every time as Date does, to the millisecond', () => {
    const written = fc
      .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
      .map((date) => date.toISOString());

    fc.assert(
      fc.property(written, fc.constantFrom('', '.000', '.123'), (at, fraction) => {
        const text = `${at.slice(0, 19)}${fraction}Z`;
        expect(timeOf(text)).toBe(new Date(text).toISOString());
      }),
      { numRuns: 100 },
    );
  });

  it.each(['2019-02-30T00:00:00Z', '2019-04-31T10:00:00Z', '2019-01-01T24:00:00Z', '2019-05-15T15:20:33+02:00'])(
    'reads %s as Date does',
    (text) => {
      expect(timeOf(text)).toBe(new Date(text).toISOString());
    },
  );

  it.each(['2019-13-01T00:00:00Z', '2019-01-32T00:00:00Z', '2019-01-01T00:60:00Z', '2019-00-01T00:00:00Z', 'soon', ''])(
    'reads no time in %j',
    (text) => {
      expect(timeOf(text)).toBeNull();
    },
  );
});
