import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { isRefName } from '#shared/contract/ref-name.ts';
import { checkPattern, isExact, matchesPattern } from '#shared/domain/branch-mappings/branch-pattern.ts';
import { describePatternDefinition, textOf } from './pattern-definition.ts';

/** Globs on which a matcher that goes back takes forever, with a name that fits all but the end. */
const hostile = ['a*', '*a', '**a', 'a**', 'a*b**', '*/', '**/*', 'a*/b*', '*', '**/'].flatMap((part) =>
  [250, 1000].map((length) => ({
    part,
    length,
    pattern: part
      .repeat(length)
      .slice(0, length - 1)
      .concat('c'),
    name: `${'a'.repeat(length / 2)}${'/a'.repeat(length / 4)}`.slice(0, length - 1).concat('b'),
  })),
);

describePatternDefinition(2000);

describe('matchesPattern', () => {
  it.each([
    ['main', 'main', true],
    ['main', 'Main', false],
    ['main', 'main2', false],
    ['main', 'x/main', false],
    ['feature/*', 'feature/login', true],
    ['feature/*', 'feature/', true],
    ['feature/*', 'feature', false],
    ['feature/*', 'feature/a/b', false],
    ['feature/**', 'feature/a/b', true],
    ['*', 'main', true],
    ['*', 'a/b', false],
    ['**', 'a/b', true],
    ['**/hotfix', 'a/b/hotfix', true],
    ['**/hotfix', 'hotfix', false],
    ['**hotfix', 'hotfix', true],
    ['release-*.0', 'release-18.0', true],
    ['release-*.0', 'release-18.1', false],
    ['release-*.0', 'release-.0', true],
    ['a*b*c', 'aXbbYc', true],
    ['a*b*c', 'aXcYb', false],
    ['***', 'a/b', true],
    ['fix-é*', 'fix-é😀', true],
    ['v1.0', 'v1x0', false],
    ['a+(b)^$|*', 'a+(b)^$|', true],
  ])('%s against %s is %s', (pattern, name, expected) => {
    expect(matchesPattern(pattern, name)).toBe(expected);
  });

  it('takes a pattern without a star for exactly its own name', () => {
    fc.assert(
      fc.property(fc.string().filter(isExact), fc.string(), (pattern, name) => {
        expect(matchesPattern(pattern, pattern)).toBe(true);
        expect(matchesPattern(pattern, name)).toBe(pattern === name);
      }),
    );
  });

  it.each(hostile)('takes one step for each of $length characters of $part', ({ pattern, name }) => {
    const steps = vi.spyOn(Map.prototype, 'get');
    const matched = matchesPattern(pattern, name);
    const taken = steps.mock.calls.length;
    steps.mockRestore();

    expect(matched).toBe(false);
    // One look-up for each literal of the pattern, and one for each character of the name.
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThanOrEqual(pattern.length + name.length);
  });
});

describe('checkPattern', () => {
  it.each(['main', 'feature/*', '**', 'release/**/hotfix-*', 'v*', '18.0'])('takes %s', (pattern) => {
    expect(checkPattern(pattern, isRefName)).toEqual({ ok: true, value: pattern });
  });

  it.each(['rel?', 'rel[12]', 'rel]', '{a,b}', 'a}'])(
    'refuses the characters of other glob languages: %s',
    (pattern) => {
      expect(checkPattern(pattern, isRefName)).toMatchObject({
        ok: false,
        refusal: {
          code: 'validation_failed',
          pointer: '#/branchPattern',
          detail: expect.stringContaining('? [ ] { or }'),
        },
      });
    },
  );

  it.each([
    '',
    'a b',
    'a..b',
    '/a',
    'a/',
    'a//b',
    'a~b',
    'a^b',
    'a:b',
    'a\\b',
    'a\u0000b',
    '-a',
    'x.lock',
    '.a',
    'a/.b',
    '@{u}',
    '@',
    'a\u202eb',
  ])('refuses what git refuses as a name: %j', (pattern) => {
    expect(checkPattern(pattern, isRefName)).toMatchObject({
      ok: false,
      refusal: { code: 'validation_failed', pointer: '#/branchPattern' },
    });
  });

  it('takes every name that git accepts and that holds no star, as an exact pattern', () => {
    const name = textOf(['a', 'B', '1', '/', '-', '.', '_', '#', 'é'], 12).filter(isRefName);
    fc.assert(
      fc.property(name, (pattern) => {
        expect(checkPattern(pattern, isRefName).ok).toBe(true);
        expect(isExact(pattern)).toBe(true);
      }),
    );
  });
});
