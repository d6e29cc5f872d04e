import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { presentLine } from '../../../../cli/runner/present-line.ts';
import { Redactor } from '../../../../cli/runner/redactor.ts';

const secret = 'ocore_live_ABCDEFGHIJKLMNOP';

describe('a line of a log', () => {
  const none = new Redactor([]);

  it.each([
    ['done', 'done'],
    ['done\r', 'done'],
    ['10 %\r90 %\rdone\r\r', 'done'],
    ['\r\r', ''],
    ['', ''],
  ])('of %j is %j, as a terminal shows it', (line, expected) => {
    expect(presentLine(line, none)).toEqual([expected]);
  });

  it('is cut between its characters, and holds all of them', () => {
    const text = `a${'🧨'.repeat(5000)}`;

    const pieces = presentLine(text, none);

    expect(pieces.map(({ length }) => length)).toEqual([3999, 4000, 2002]);
    expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
    expect(pieces.join('')).toBe(text);
  });

  // Quadratic time would be hours: the test would time out.
  it('takes time in proportion to its carriage returns', () => {
    expect(presentLine(`${'\r'.repeat(2_000_000)}x`, none)).toEqual(['x']);
    expect(presentLine(`${'\rx'.repeat(1_000_000)}`, none)).toEqual(['x']);
  });

  it('holds no secret, wherever colours and cursors stand in the middle of it', () => {
    const sequence = fc.constantFrom('\u001b[0m', '\u001b[01;31m', '\u001b[K', '\u009b2J');
    const places = fc.array(fc.record({ at: fc.nat(secret.length), sequence }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(places, (all) => {
        const laced = [...all]
          .sort((one, other) => other.at - one.at)
          .reduce((text, one) => text.slice(0, one.at) + one.sequence + text.slice(one.at), secret);

        expect(presentLine(`token: ${laced}`, new Redactor([secret])).join('')).not.toContain(secret);
      }),
      { seed: 3 },
    );
  });
});
