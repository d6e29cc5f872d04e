import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameValue } from '#shared/domain/same-value.ts';

/** The same value with the names of every map in the opposite order. */
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, one]) => [name, reversed(one)]),
  );
};

// JSON as a table holds it: it tells 0 from -0 no more than `===` does.
const value = fc.jsonValue().map((one): unknown => JSON.parse(JSON.stringify(one)));
const few = fc.letrec((tie) => ({
  leaf: fc.constantFrom<unknown>(null, 0, 1, '', 'a', true),
  tree: fc.oneof(
    { maxDepth: 2 },
    tie('leaf'),
    fc.array(tie('tree'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b', '0'), tie('tree'), { maxKeys: 2 }),
  ),
})).tree;

describe('sameValue', () => {
  it('takes a value for itself, whatever the order of its names', () => {
    fc.assert(
      fc.property(value, (one) => {
        expect(sameValue(one, structuredClone(one))).toBe(true);
        expect(sameValue(one, reversed(one))).toBe(true);
      }),
    );
  });

  it('agrees with Node on any two values', () => {
    fc.assert(
      fc.property(few, few, (one, another) => {
        const plain = [one, another].map((each): unknown => JSON.parse(JSON.stringify(each)));
        expect(sameValue(plain[0], plain[1])).toBe(isDeepStrictEqual(plain[0], plain[1]));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    [
      [1, 2],
      [2, 1],
    ],
    [[], {}],
    [['a'], { 0: 'a' }],
    [{ a: undefined }, {}],
    [{ a: undefined }, { b: undefined }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [null, {}],
    ['1', 1],
    [{ toString: 1 }, { valueOf: 1 }],
  ])('tells %j from %j', (one, another) => {
    expect(sameValue(one, another)).toBe(false);
    expect(sameValue(another, one)).toBe(false);
  });
});
