import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogTime, PointInTime } from '#shared/contract/point-in-time.ts';

const digits = (max: number, length = 2) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(length, '0'));
const day = fc.tuple(digits(9999, 4), digits(13), digits(32)).map((parts) => parts.join('-'));

const reasonsOf = (schema: typeof LogTime | typeof PointInTime, text: string): readonly string[] =>
  schema.safeParse(text).error?.issues.map(({ message }) => message) ?? [];

describe('a time of a query', () => {
  it.each([
    ['2026-11-28', '2026-11-28T00:00:00.000Z'],
    ['2026-11-28T10:00Z', '2026-11-28T10:00:00.000Z'],
    ['2026-11-28T10:00:07.5+05:30', '2026-11-28T04:30:07.500Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['1970-01-01', '1970-01-01T00:00:00.000Z'],
    ['2999-12-31T23:59:59.999999999Z', '2999-12-31T23:59:59.999Z'],
  ])('%s is milliseconds since the epoch', (text, time) => {
    expect(PointInTime.parse(text)).toBe(Date.parse(time));
  });

  // `Date.parse` takes the first for a day of 2013, and the second for the next midnight.
  it.each([
    '0004-13-13',
    '2026-11-28T24:00Z',
    '2026-11-28T10:00:00+24:00',
    '2026-11-28T10:00:60Z',
    '2026-00-10',
    '2026-01-00',
    '2026-01-32',
    '0000-01-01',
    '1969-12-31',
    '3000-01-01',
    '+12026-01-01',
    '2026-11-28T10:00:00',
    '2026-11-28 10:00Z',
    'Sat, 28 Nov 2026 10:00:00 GMT',
    '1795860000',
    ' 2026-11-28',
  ])('is not %s, and the answer shows what a time is', (text) => {
    expect(reasonsOf(PointInTime, text)).toEqual([
      'must be a time from 1970 to 2999, such as 2026-11-28T10:00:00Z, or a day, such as 2026-11-28',
    ]);
  });

  it.each(['2026-02-29', '2100-02-29', '2026-04-31T10:00Z'])('is not %s, a day that never is', (text) => {
    expect(reasonsOf(PointInTime, text)).toEqual(['must be a day that exists: this month is shorter']);
  });

  it('is a day exactly where it is written again as it was', () => {
    fc.assert(
      fc.property(day, (text) => {
        const date = new Date(`${text}T00:00:00.000Z`);
        const isDay = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
        expect(PointInTime.safeParse(text).success).toBe(isDay && text >= '1970' && text < '3000');
      }),
      { numRuns: 200 },
    );
  });
});

describe('the time of a log line', () => {
  it('is in UTC with milliseconds', () => {
    expect(LogTime.parse('2026-11-23T10:00:00.000Z')).toBe('2026-11-23T10:00:00.000Z');
  });

  it.each(['2026-11-23T24:00:00.000Z', '2026-11-23T10:00:00Z', '0004-13-13T10:00:00.000Z', '2026-11-23'])(
    'is not %s',
    (text) => {
      expect(reasonsOf(LogTime, text)).toEqual(['must be a time from 1970 to 2999, such as 2026-11-23T10:00:00.000Z']);
    },
  );

  it('is of a day that exists', () => {
    expect(reasonsOf(LogTime, '2026-02-31T10:00:00.000Z')).toEqual([
      'must be a day that exists: this month is shorter',
    ]);
  });
});
