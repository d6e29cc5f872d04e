import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRefName } from '#shared/contract/ref-name.ts';
import { checkPattern, isExact, matchesPattern } from '#shared/domain/branch-pattern.ts';

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

const textOf = (alphabet: readonly string[], maxLength: number) =>
  fc.array(fc.constantFrom(...alphabet), { maxLength }).map((parts) => parts.join(''));

const cpuMs = (work: () => void): number => {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1000;
};

const adversarial = ['a*', '*a', '**a', 'a**', 'a*b**', '*/', '**/*', 'a*/b*'].map((part) =>
  `${part.repeat(250)}`.slice(0, 249).concat('c'),
);

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

  it('agrees with the definition for every short pattern and name', () => {
    fc.assert(
      fc.property(textOf(['a', 'b', '/', '*', '**', '😀'], 7), textOf(['a', 'b', '/', '😀'], 8), (pattern, name) => {
        expect(matchesPattern(pattern, name)).toBe(naive(pattern, name));
      }),
      { numRuns: 5000 },
    );
  });

  it('agrees with the definition for names that were made from their pattern', () => {
    const piece = fc.record({
      token: fc.constantFrom('a', 'b', '/', '*', '**'),
      run: textOf(['a', 'b'], 2),
      deep: textOf(['a', '/'], 3),
    });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        // A letter between two stars keeps `*` `*` from being read as `**`.
        const pattern = pieces.map(({ token }) => `${token}b`).join('');
        const name = pieces
          .map(({ token, run, deep }) => `${token === '*' ? run : token === '**' ? deep : token}b`)
          .join('');
        expect(naive(pattern, name)).toBe(true);
        expect(matchesPattern(pattern, name)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('takes a pattern without a star for exactly its own name', () => {
    fc.assert(
      fc.property(fc.string().filter(isExact), fc.string(), (pattern, name) => {
        expect(matchesPattern(pattern, pattern)).toBe(true);
        expect(matchesPattern(pattern, name)).toBe(pattern === name);
      }),
    );
  });

  it.each(adversarial)('does not explode on the longest pattern of its kind: %.12s…', (pattern) => {
    const name = `${'a'.repeat(125)}${'/a'.repeat(62)}b`;
    let matched = true;
    const spent = cpuMs(() => {
      matched = matchesPattern(pattern, name);
    });
    expect(matched).toBe(false);
    expect(spent).toBeLessThan(500);
  });

  it('takes time in proportion to the length of the name', () => {
    const pattern = `${'**a*b'.repeat(8)}c`;
    const run = (length: number) => cpuMs(() => matchesPattern(pattern, 'ab'.repeat(length / 2)));
    run(4000);
    const short = Math.max(1, Math.min(run(4000), run(4000), run(4000)));
    const long = run(64_000);
    // 16 times the length: quadratic time would be 256 times as long.
    expect(long / short).toBeLessThan(16 * 6);
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
