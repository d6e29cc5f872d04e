import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateDeployKey } from '#shared/git/deploy-key.ts';
import { LineReader } from '../../../../cli/runner/line-reader.ts';
import { presentLine } from '../../../../cli/runner/present-line.ts';
import { Redactor, redacted } from '../../../../cli/runner/redactor.ts';

const token = 'ocore_01ABC_topsecrettoken+/=';
const seed = 20_261_126;

/** What a log keeps of some bytes that come in pieces. */
const logged = (redactor: Redactor, pieces: readonly Buffer[]): string[] => {
  const lines: string[] = [];
  const reader = new LineReader(redactor, (line) => lines.push(...presentLine(line, redactor)));
  for (const piece of pieces) reader.write(piece);
  reader.end();
  return lines;
};
const cutAt = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((one, other) => one - other);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end));
};

describe('a redactor', () => {
  it.each([
    ['as it is', token],
    ['in base64', Buffer.from(token).toString('base64')],
    ['in base64url', Buffer.from(token).toString('base64url')],
    ['in hexadecimal', Buffer.from(token).toString('hex')],
    ['in a URL', encodeURIComponent(token)],
  ])('takes out a token %s', (_how, text) => {
    expect(new Redactor([token]).redact(`a ${text} b`)).toBe(`a ${redacted} b`);
  });

  it('leaves text alone that holds no secret', () => {
    const redactor = new Redactor([token]);
    redactor.addKey(generateDeployKey('ocore test').privateKey);

    const text =
      'Loading module sale_management_extension_for_wholesale (12/340) 0123456789abcdef0123456789abcdef01234567';

    expect(redactor.redact(text)).toBe(text);
  });

  it('does not take an empty or short value for a secret', () => {
    expect(new Redactor(['', 'abc']).redact('abc abc')).toBe('abc abc');
  });

  it('takes out a token wherever it stands in an endless line, however it is written in pieces', () => {
    const redactor = new Redactor([token]);

    fc.assert(
      fc.property(
        fc.nat(30_000),
        fc.nat(30_000),
        fc.array(fc.nat(60_000), { maxLength: 8 }),
        (before, after, places) => {
          const bytes = Buffer.from(`${'x'.repeat(before)}${token}${'y'.repeat(after)}`);
          const text = logged(redactor, cutAt(bytes, places)).join('');
          expect(text).toBe(`${'x'.repeat(before)}${redacted}${'y'.repeat(after)}`);
        },
      ),
      { seed, numRuns: 300 },
    );
  });

  it('takes out every piece of 24 characters of a key, however it is wrapped', () => {
    const key = generateDeployKey('ocore test').privateKey;
    const body = key.replace(/-----[^-]*-----|\s/g, '');
    const redactor = new Redactor();
    redactor.addKey(key);

    fc.assert(
      fc.property(fc.integer({ min: 24, max: 400 }), fc.array(fc.nat(600), { maxLength: 8 }), (width, places) => {
        const wrapped = body.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
        const text = logged(redactor, cutAt(Buffer.from(wrapped.join('\n')), places)).join('\n');
        for (let at = 0; at + 24 <= body.length; at += 1) expect(text).not.toContain(body.slice(at, at + 24));
      }),
      { seed, numRuns: 100 },
    );
  });
});

describe('the lines of a stream', () => {
  const plain = new Redactor();

  it('are the same however the bytes come, characters of several bytes included', () => {
    const bytes = Buffer.from('Grüße 😀\nzweite Zeile\n\nlast');

    fc.assert(
      fc.property(fc.array(fc.nat(60), { maxLength: 10 }), (places) => {
        expect(logged(plain, cutAt(bytes, places))).toEqual(['Grüße 😀', 'zweite Zeile', '', 'last']);
      }),
      { seed, numRuns: 200 },
    );
  });

  it('have at most 4,000 characters each', () => {
    const lines = logged(plain, [Buffer.from(`${'x'.repeat(100_000)}\n`)]);

    expect(lines.every((line) => line.length <= 4000)).toBe(true);
    expect(lines.join('')).toBe('x'.repeat(100_000));
  });

  it.each([
    ['a line end of Windows', 'done\r\n', 'done'],
    ['a progress bar', ' 10%\r 50%\r100%\n', '100%'],
    ['colours', '\u001b[32mok\u001b[0m\n', 'ok'],
    ['other control characters', 'a\u0000b\u0007c\td\n', 'a\ufffdb\ufffdc\td'],
  ])('show %s as a terminal does', (_what, text, line) => {
    expect(logged(plain, [Buffer.from(text)])).toEqual([line]);
  });
});
