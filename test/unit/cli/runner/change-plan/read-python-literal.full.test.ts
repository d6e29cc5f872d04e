import { describe, expect, it } from 'vitest';
import { maxLiteralLength } from '../../../../../cli/runner/change-plan/read-python-literal.ts';
import { refused } from './read-python-literal-bench.ts';

describe('hostile texts', () => {
  it('the longest texts that are read come to an end, whatever they repeat', () => {
    const pieces = [
      '1',
      "'",
      '"""',
      '\\',
      "'\\x41' ",
      '#',
      '# \n',
      '[1],',
      "{'a':1},",
      '_',
      '-',
      '\\\n',
      "r'\\",
      '0x',
      '1e',
    ];
    const endings = pieces.map((piece) => {
      const text = `[${piece.repeat(Math.floor((maxLiteralLength - 2) / piece.length))}]`;
      return refused(text).slice(0, 5);
    });

    expect(new Set(endings)).toEqual(new Set(['line ', 'read ']));
  });
});
