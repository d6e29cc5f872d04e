import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesPattern } from '#shared/domain/branch-mappings/branch-pattern.ts';

/** The definition, word for word: `*` is any run without `/`, `**` any run, both may be empty. Exponential. */
const naive = (pattern: string, name: string): boolean => {
  if (pattern === '') return name === '';
  const any = pattern.startsWith('**');
  if (any || pattern.startsWith('*')) {
    const rest = pattern.slice(any ? 2 : 1);
    for (let length = 0; length <= name.length; length += 1) {
      if (!any && name.slice(0, length).includes('/')) return false;
      if (naive(rest, name.slice(length))) return true;
    }
    return false;
  }
  return pattern[0] === name[0] && naive(pattern.slice(1), name.slice(1));
};

export const textOf = (alphabet: readonly string[], maxLength: number) =>
  fc.array(fc.constantFrom(...alphabet), { maxLength }).map((parts) => parts.join(''));

/** A pattern, and a name that fits it, fits it but for one piece, or was made without looking at it. */
const pair = fc
  .record({
    pieces: fc.array(
      fc.record({
        token: fc.constantFrom('a', 'b', '/', '😀', '*', '**', 'ab', 'a/'),
        run: textOf(['a', 'b', '😀'], 2),
        deep: textOf(['a', 'b', '/'], 3),
      }),
      { maxLength: 6 },
    ),
    spoilt: fc.option(fc.record({ at: fc.nat({ max: 5 }), text: textOf(['a', 'b', '/'], 2) })),
    other: fc.option(textOf(['a', 'b', '/', '😀'], 7), { freq: 3 }),
  })
  .map(({ pieces, spoilt, other }) => {
    const run = ({ token, run, deep }: (typeof pieces)[number]): string =>
      token === '*' ? run : token === '**' ? deep : token;
    const name = pieces.map((piece, index) => (index === spoilt?.at ? spoilt.text : run(piece))).join('');
    return { pattern: pieces.map(({ token }) => token).join(''), name: other ?? name };
  });

export const describePatternDefinition = (numRuns: number): void => {
  describe('matchesPattern', () => {
    it(`agrees with the definition on ${numRuns} pairs, of which many match and many do not`, () => {
      const pairs = fc.sample(pair, { numRuns, seed: 5 });

      const wrong = pairs.filter(({ pattern, name }) => matchesPattern(pattern, name) !== naive(pattern, name));

      const matching = pairs.filter(({ pattern, name }) => naive(pattern, name)).length;
      expect(wrong).toEqual([]);
      expect(matching).toBeGreaterThan(numRuns * 0.2);
      expect(matching).toBeLessThan(numRuns * 0.8);
    });
  });
};
