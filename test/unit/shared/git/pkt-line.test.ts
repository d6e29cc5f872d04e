import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { PktReader, pktLength, pktLine } from '#shared/git/pkt-line.ts';
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

describe('pktLine', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 300 }), (content) => {
        expect(pktLine(content)).toBe(pkt(content).toString());
      }),
    );
  });
});

const read = (pieces: readonly Buffer[]): string[] => {
  const reader = new PktReader();
  return pieces.flatMap((piece) => [...reader.read(piece)].map((line) => line.toString()));
};

describe('PktReader', () => {
  it('gives each line with the very piece that completes it, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, maxLength: 300 }), { maxLength: 20 }),
        fc.array(fc.nat(6000), { maxLength: 40 }),
        (lines, places) => {
          const bytes = Buffer.concat([...lines.map((line) => pkt(`${line}|\n`)), flush]);
          const pieces = cut(bytes, places).filter((piece) => piece.length > 0);

          const whole = read([bytes]);

          expect(whole).toEqual([...lines.map((line) => `${line}|`), 'flush']);
          expect(read(pieces)).toEqual(whole);
          expect(read([...pieces.slice(0, -1)])).not.toContain('flush');
        },
      ),
    );
  });

  it('is not taken in by zeros inside a line', () => {
    expect(read([pkt('0000000000000000')])).toEqual(['0000000000000000']);
  });

  it('takes one line break from a line, and no more', () => {
    expect(read([Buffer.concat([pkt('a\n\n'), pkt('b')])])).toEqual(['a\n', 'b']);
  });

  it.each(['Welcome to this server', '0001', 'SSH-2.0', 'zzzz'])('tells what is no pkt-line: %s', (text) => {
    expect(read([Buffer.from(text)])[0]).toBe('malformed');
  });

  it('takes the longest lines byte by byte, and copies each byte once', () => {
    const reader = new PktReader();
    const line = pkt('x'.repeat(65_516));
    const bytes = Buffer.concat([line, line, line, flush]);
    const joined = vi.spyOn(Buffer, 'concat');
    let lines = 0;

    for (let at = 0; at < bytes.length; at += 1) lines += [...reader.read(bytes.subarray(at, at + 1))].length;

    const copied = joined.mock.calls.reduce((sum, [parts]) => sum + parts.length, 0);
    joined.mockRestore();
    expect(lines).toBe(4);
    expect(copied).toBe(bytes.length);
  });
});
