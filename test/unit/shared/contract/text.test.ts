import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Description, Name, OdooVersion } from '#shared/contract/text.ts';

const accepts = (schema: typeof Name | typeof Description | typeof OdooVersion, text: unknown): boolean =>
  schema.safeParse(text).success;
const rocket = '\u{1F680}';

// Characters that let a name lie about itself, or that cannot be stored.
const hostile = [
  ['a null character', '\u0000'],
  ['a bell', '\u0007'],
  ['an escape sequence', '\u001b[31m'],
  ['a tab', 'a\tb'],
  ['a line break', 'a\nb'],
  ['a carriage return', 'a\rb'],
  ['a delete character', '\u007f'],
  ['a next-line of C1', 'a\u0085b'],
  ['a control sequence introducer of C1', '\u009b31m'],
  ['a right-to-left override', 'abc\u202egnp.exe'],
  ['a left-to-right override', '\u202d'],
  ['a right-to-left embedding', '\u202b'],
  ['a pop of directional formatting', '\u202c'],
  ['a left-to-right isolate', '\u2066'],
  ['a right-to-left isolate', '\u2067'],
  ['a first-strong isolate', '\u2068'],
  ['a pop of an isolate', '\u2069'],
  ['a left-to-right mark', '\u200e'],
  ['a right-to-left mark', '\u200f'],
  ['an Arabic letter mark', '\u061c'],
  ['the first half of a surrogate pair', 'a\ud83d'],
  ['the second half of a surrogate pair', '\ude80b'],
] as const;

describe('Name', () => {
  it.each(hostile)('refuses %s', (_what, text) => {
    expect(accepts(Name, `x${text}x`)).toBe(false);
  });

  it.each([
    ['plain words', 'Odoo ERP Customizations'],
    ['umlauts', 'Überprüfung & Größe'],
    ['Arabic', 'مشروع أودو'],
    ['Chinese', '奥多项目'],
    ['a combining accent', 'Cafe\u0301'],
    ['an emoji of several code points', '👩‍💻'],
    ['markup, which is escaped where it is shown', '<script>alert(1)</script>'],
    ['a path', '../../etc/passwd'],
    ['SQL', "'; DROP TABLE projects; --"],
    ['a format string', '%s%n{{7*7}}'],
    ['__proto__', '__proto__'],
  ])('takes %s', (_what, text) => {
    expect(Name.parse(text)).toBe(text);
  });

  it('is trimmed', () => {
    expect(Name.parse('  \u00a0Acme\t\n')).toBe('Acme');
  });

  it.each(['', ' ', '\t\n', '\u3000'])('refuses a name of blanks: %j', (text) => {
    expect(accepts(Name, text)).toBe(false);
  });

  it('takes 120 characters and refuses 121, counted as a reader counts them', () => {
    expect(accepts(Name, 'a'.repeat(120))).toBe(true);
    expect(accepts(Name, 'a'.repeat(121))).toBe(false);
    expect(accepts(Name, rocket.repeat(120))).toBe(true);
    expect(accepts(Name, rocket.repeat(121))).toBe(false);
  });

  it('counts after trimming', () => {
    expect(accepts(Name, `${' '.repeat(500)}${'a'.repeat(120)}${' '.repeat(500)}`)).toBe(true);
  });

  it('says what is wrong in words', () => {
    const messages = Name.safeParse('a'.repeat(10_000)).error?.issues.map((issue) => issue.message);

    expect(messages).toEqual(['must have 1 to 120 characters']);
  });

  it.each([null, 1, true, [], {}])('refuses %j, which is no text', (value) => {
    expect(accepts(Name, value)).toBe(false);
  });

  it('never lets through what is too long, not trimmed, not well-formed or holds a control character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 130 }), (text) => {
        const parsed = Name.safeParse(text);
        if (!parsed.success) return;
        expect(parsed.data).toBe(text.trim());
        expect([...parsed.data].length).toBeGreaterThan(0);
        expect([...parsed.data].length).toBeLessThanOrEqual(120);
        expect(parsed.data.isWellFormed()).toBe(true);
        expect([...parsed.data].some((one) => one < ' ' || (one >= '\u007f' && one <= '\u009f'))).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('Description', () => {
  it('takes line breaks and tabs', () => {
    expect(accepts(Description, 'One.\r\n\tTwo.\n')).toBe(true);
  });

  it.each(hostile.filter(([, text]) => !/[\t\n\r]/.test(text)))('refuses %s', (_what, text) => {
    expect(accepts(Description, `x${text}x`)).toBe(false);
  });

  it('may be empty', () => {
    expect(accepts(Description, '')).toBe(true);
  });

  it('takes 2,000 characters and refuses 2,001, counted as a reader counts them', () => {
    expect(accepts(Description, 'a'.repeat(2000))).toBe(true);
    expect(accepts(Description, 'a'.repeat(2001))).toBe(false);
    expect(accepts(Description, rocket.repeat(2000))).toBe(true);
    expect(accepts(Description, rocket.repeat(2001))).toBe(false);
  });
});

describe('OdooVersion', () => {
  it.each(['18.0', '17.0', '8.0', '19.0', 'saas-18.2', 'saas~17.4'])('takes %s', (text) => {
    expect(accepts(OdooVersion, text)).toBe(true);
  });

  it.each(['', '18', 'v18.0', '18.0.1', '180.0', '18.00', '18.x', ' 18.0', '18.0\n', 'saas18.2', 'master', '１８.0'])(
    'refuses %j',
    (text) => {
      expect(accepts(OdooVersion, text)).toBe(false);
    },
  );
});
