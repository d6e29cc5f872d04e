import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flushWatch, pktLength } from '#shared/git/pkt-line.ts';
import { flush, pkt } from '#test/fixtures/advertisement.ts';

describe('pktLength', () => {
  it.each([
    ['0000', 0],
    ['0005', 5],
    ['000a', 10],
    ['000A', 10],
    ['fff0', 65_520],
  ])('reads %s as %i', (digits, length) => {
    expect(pktLength(Buffer.from(digits))).toBe(length);
  });

  it.each([
    '0001',
    '0002',
    '0003',
    '0004',
    'fff1',
    'ffff',
    '00g0',
    '-001',
    '+005',
    ' 005',
    '0x05',
    '005',
    '',
    '00000',
    '\u00ff\u00ff',
  ])('refuses %j', (digits) => {
    expect(pktLength(Buffer.from(digits))).toBeNull();
  });

  it('agrees with the number that was written, for every length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 65_520 }), (length) => {
        expect(pktLength(Buffer.from(length.toString(16).padStart(4, '0')))).toBe(length);
      }),
    );
  });
});

const cut = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((one, other) => one - other);
  return [0, ...sorted].map((from, index) => bytes.subarray(from, sorted[index] ?? bytes.length));
};

describe('flushWatch', () => {
  it('sees the flush with the very piece that completes it, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, maxLength: 300 }), { maxLength: 20 }),
        fc.array(fc.nat(6000), { maxLength: 40 }),
        (lines, places) => {
          const pieces = cut(Buffer.concat([...lines.map((line) => pkt(line)), flush]), places);
          const watch = flushWatch();

          const seen = pieces.filter((piece) => piece.length > 0).map((piece) => watch(piece));

          expect(seen.pop()).toBe('flushed');
          expect(seen.every((one) => one === 'more')).toBe(true);
        },
      ),
    );
  });

  it('is not taken in by zeros inside a line', () => {
    expect(flushWatch()(pkt('0000000000000000'))).toBe('more');
  });

  it.each(['Welcome to this server', '0001', 'SSH-2.0', 'zzzz'])('tells what is no pkt-line: %s', (text) => {
    expect(flushWatch()(Buffer.from(text))).toBe('malformed');
  });

  it('takes 2 MB byte by byte', () => {
    const watch = flushWatch();
    const line = pkt('x'.repeat(65_516));
    const bytes = Buffer.concat(Array.from({ length: 31 }, () => line));
    const begun = performance.now();

    for (let at = 0; at < bytes.length; at += 1) watch(bytes.subarray(at, at + 1));

    expect(watch(flush)).toBe('flushed');
    // Anything quadratic takes minutes.
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});
