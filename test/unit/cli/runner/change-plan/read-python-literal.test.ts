import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPythonLiteral } from '../../../../../cli/runner/change-plan/read-python-literal.ts';
import { blank, refused, text, type Written } from './read-python-literal-bench.ts';

const scalar = fc.oneof(
  text,
  fc.integer().map((value): Written => ({ value, text: String(value) })),
  fc.constantFrom<Written>(
    { value: true, text: 'True' },
    { value: false, text: 'False' },
    { value: null, text: 'None' },
  ),
);
const { value: written } = fc.letrec<{ value: Written; list: Written; dict: Written }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, tie('list'), tie('dict')),
  list: fc.tuple(fc.array(tie('value'), { maxLength: 4 }), fc.boolean(), blank).map(([items, square, gap]): Written => {
    const inner = items.map((one) => `${gap}${one.text}${gap},`).join('');
    return { value: items.map((one) => one.value), text: square ? `[${inner}]` : `(${inner})` };
  }),
  dict: fc.tuple(fc.array(fc.tuple(text, tie('value')), { maxLength: 4 }), blank).map(
    ([entries, gap]): Written => ({
      value: new Map(entries.map(([key, one]) => [String(key.value), one.value])),
      text: `{${entries.map(([key, one]) => `${gap}${key.text}${gap}:${one.text}${gap}`).join(',')}}`,
    }),
  ),
}));

describe('texts', () => {
  it.each([
    [`'a'`, 'a'],
    [`"it's"`, "it's"],
    [`u'old'`, 'old'],
    [`R'a\\n'`, 'a\\n'],
    [`rb"\\""`, '\\"'],
    [`'a\\tb\\n\\\\'`, 'a\tb\n\\'],
    [`'\\x41\\u00e9\\U0001F600\\101\\0'`, 'Aé😀A\0'],
    [`'\\N{BULLET} \\q'`, '\\N{BULLET} \\q'],
    [`'one \\\ntwo'`, 'one two'],
    [`'one \\\r\ntwo'`, 'one two'],
    [`'''a\n'b' "c"'''`, `a\n'b' "c"`],
    [`"""a\\"""b"""`, 'a"""b'],
    [`""""quoted" """`, '"quoted" '],
    [`''`, ''],
    [`''''''`, ''],
    [`('one '\n  "two " # why\n  r'three')`, 'one two three'],
    [`'a' \\\n 'b'`, 'ab'],
  ])('%s is read', (text, value) => {
    expect(readPythonLiteral(text)).toBe(value);
  });

  it.each([
    [`'open`, 'line 1: a text does not end'],
    [`'two\nlines'`, 'line 1: a text does not end'],
    [`\n\n"""open`, 'line 3: a text does not end'],
    [`'\\`, 'line 1: a text does not end'],
    [`'\\x4'`, 'line 1: an escape is cut short'],
    [`'\\u12g4'`, 'line 1: an escape is cut short'],
    [`'\\U00110000'`, 'line 1: an escape names no character'],
  ])('%s is refused', (text, message) => {
    expect(refused(text)).toBe(message);
  });
});

describe('numbers and names', () => {
  it.each([
    ['0', 0],
    ['-1.5', -1.5],
    ['+ 2', 2],
    ['.5', 0.5],
    ['1.', 1],
    ['1_000e2', 100_000],
    ['0xFF', 255],
    ['0o17', 15],
    ['0b101', 5],
    ['True', true],
    ['False', false],
    ['None', null],
  ])('%s is read', (text, value) => {
    expect(readPythonLiteral(text)).toBe(value);
  });
});

describe('lists, tuples, sets and dicts', () => {
  it.each([
    ['[]', []],
    ['()', []],
    ['(1)', 1],
    ['(1,)', [1]],
    ['(1, 2)', [1, 2]],
    ['[1, 2, ]', [1, 2]],
    ['{1, 2}', [1, 2]],
    ['{}', new Map()],
    [
      '{"a": [1, {"b": ()}], 2: None,}',
      new Map<string | number, unknown>([
        ['a', [1, new Map([['b', []]])]],
        [2, null],
      ]),
    ],
    ['{"a": 1, "a": 2}', new Map([['a', 2]])],
    ['# -*- coding: utf-8 -*-\r\n{ # first\r\n}\n# last', new Map()],
    ["{('a', 1): {b'\\x41'}}", new Map([[['a', 1], ['A']]])],
  ])('%s is read', (text, value) => {
    expect(readPythonLiteral(text)).toEqual(value);
  });
});

describe('what is no literal', () => {
  it.each([
    ['', 'line 1: ends too early'],
    ['{"a": 1', 'line 1: ends too early'],
    ['{"a" 1}', 'line 1: "1" is not expected'],
    ['{"a": 1, "b"}', 'line 1: "}" is not expected'],
    ['{1, 2: 3}', 'line 1: ":" is not expected'],
    ['[1 2]', 'line 1: "2" is not expected'],
    ['[,]', 'line 1: "," is not expected'],
    ['(1]', 'line 1: "]" is not expected'],
    ['1x', 'line 1: a number is not one of Python'],
    ['[\n07]', 'line 2: a number is not one of Python'],
    ['1__0', 'line 1: a number is not one of Python'],
    ["'a' b'a'", 'line 1: texts and bytes cannot be joined'],
    ["b'é'", 'line 1: bytes hold ASCII alone'],
    ["'\\N'", 'line 1: \\N needs the name of a character in braces'],
    ['\uFEFF{}', 'line 1: begins with a byte order mark'],
    ['{}\n\0', 'line 2: holds a null byte'],
    ['# a\n  {}', 'line 2: is indented'],
    ["'a'\n'b'", 'line 2: "\'" is not expected'],
    ['{}\n{}', 'line 2: "{" is not expected'],
    ['-True', 'line 1: "T" is not expected'],
    ['{[1]: 2}', 'line 1: a list, set or dict is no key, nor in a set'],
    ['{({},)}', 'line 1: a list, set or dict is no key, nor in a set'],
    ['__import__("os").system("id")', 'line 1: holds more than plain values'],
    ['{"a": open("/etc/passwd")}', 'line 1: holds more than plain values'],
    ['f"{1}"', 'line 1: holds more than plain values'],
    ['[x for x in ()]', 'line 1: holds more than plain values'],
    ['"a" + "b"', 'line 1: "+" is not expected'],
    ['"a".upper()', 'line 1: "." is not expected'],
  ])('%s is refused', (text, message) => {
    expect(refused(text)).toBe(message);
  });
});

describe('hostile texts', () => {
  it.each(['[', '{"a":', '(', '{'])('%s nested 20,000 deep is refused', (opener) => {
    expect(refused(opener.repeat(20_000))).toBe('line 1: is nested too deep');
  });

  it('100 levels are read, 101 are not', () => {
    expect(refused('['.repeat(100) + ']'.repeat(100))).toContain('read as');
    expect(refused('['.repeat(101) + ']'.repeat(101))).toBe('line 1: is nested too deep');
  });

  it.each([
    ['digits', '1'],
    ['quotes', "'"],
    ['backslashes', '\\'],
    ['comments', '#\n'],
    ['strings side by side', "''"],
  ])('5 MB of %s are refused unread', (_, piece) => {
    expect(refused(piece.repeat(5_000_000 / piece.length))).toBe('line 1: is too long to be read');
  });
});

describe('any text', () => {
  it('that a value was written as is read as that value', () => {
    fc.assert(
      fc.property(written, (one) => {
        // In brackets, as every value of a manifest: without them a line break would end it.
        expect(readPythonLiteral(`(${one.text})`)).toEqual(one.value);
      }),
      { seed: 6, numRuns: 2000 },
    );
  });

  it('that is cut short is refused, or read as a value that ended before', () => {
    fc.assert(
      fc.property(written, fc.nat(), (one, at) => {
        expect(refused(one.text.slice(0, at % (one.text.length + 1)))).toMatch(/^(line \d+: |read as )/);
      }),
      { seed: 6, numRuns: 2000 },
    );
  });

  it('made of what Python is made of is read or refused, never another exception', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      ',',
      ':',
      "'",
      '"',
      '"""',
      '\\',
      '#',
      '\n',
      ' ',
      '1',
      '-',
      '.',
      'e',
      '_',
      'x',
      'True',
      'r',
      'b',
      'u',
      'f',
      '\0',
      '\uD800',
      'é',
      '\\N{',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        expect(refused(parts.join(''))).toMatch(/^(line \d+: |read as )/);
      }),
      { seed: 6, numRuns: 5000 },
    );
  });
});
