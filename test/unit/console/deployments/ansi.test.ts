import { describe, expect, it } from 'vitest';
import { plainText, segmentsOf } from '../../../../console/deployments/ansi.ts';

const esc = '\u001b';
const looks = (line: string): readonly (readonly [string, string])[] =>
  segmentsOf(line).map(({ text, className }) => [text, className] as const);

describe('the looks of a log line', () => {
  it.each([
    ['a plain line', 'INFO ready', [['INFO ready', '']]],
    [
      'bold green, and a reset',
      `${esc}[1;32mINFO${esc}[0m ready`,
      [
        ['INFO', 'ansi-green ansi-bold'],
        [' ready', ''],
      ],
    ],
    [
      'a reset without a number',
      `${esc}[31mred${esc}[mplain`,
      [
        ['red', 'ansi-red'],
        ['plain', ''],
      ],
    ],
    ['a bright colour', `${esc}[91mred`, [['red', 'ansi-red']]],
    [
      'the end of bold alone',
      `${esc}[1;31ma${esc}[22mb`,
      [
        ['a', 'ansi-red ansi-bold'],
        ['b', 'ansi-red'],
      ],
    ],
    [
      'the end of a colour alone',
      `${esc}[4;35ma${esc}[39mb`,
      [
        ['a', 'ansi-magenta ansi-underline'],
        ['b', 'ansi-underline'],
      ],
    ],
    ['one of 256 colours that is basic', `${esc}[38;5;9mred`, [['red', 'ansi-red']]],
    ['another one of 256 colours, whose numbers are no marks', `${esc}[38;5;1;3ma`, [['a', 'ansi-red ansi-italic']]],
    ['a true colour, whose numbers are no marks', `${esc}[38;2;1;3;4ma`, [['a', '']]],
    [
      'a background, which is passed over',
      `${esc}[41ma${esc}[48;5;1mb`,
      [
        ['a', ''],
        ['b', ''],
      ],
    ],
  ])('%s', (_name, line, expected) => {
    expect(looks(line)).toEqual(expected);
  });

  it.each([
    ['a movement of the cursor', `a${esc}[2Kb${esc}[1Ac`, 'abc'],
    ['a private sequence', `a${esc}[?25lb`, 'ab'],
    ['the title of a terminal', `a${esc}]0;title\u0007b`, 'ab'],
    ['a link of a terminal', `${esc}]8;;https://evil.example${esc}\\a${esc}]8;;${esc}\\b`, 'ab'],
    ['a set of characters', `${esc}(Ba`, 'a'],
    ['a sequence that is cut', `a${esc}[3`, 'a[3'],
    ['an escape at the end', `a${esc}`, 'a'],
    ['other control characters, as signs', `${esc}[0m\u0000\u0008\tb`, '\u2400\u2408\tb'],
  ])('leave out %s', (_name, line, expected) => {
    expect(plainText(line)).toBe(expected);
  });

  it('leave a line without escapes as it is', () => {
    expect(plainText('a\u0000b')).toBe('a\u0000b');
  });
});
