import { execFile } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isGitRef, isRefName, RefName } from '#shared/contract/ref-name.ts';

const gitAccepts = (name: string): Promise<boolean> =>
  new Promise((resolve) => {
    execFile('git', ['check-ref-format', `refs/heads/${name}`], (error) => resolve(error === null));
  });

// What oCore refuses although git takes it.
const refusedBesides = (name: string): boolean =>
  name === '@' ||
  name.length > 250 ||
  name.startsWith('-') ||
  /[\u0080-\u009f\p{Bidi_Control}\u200b-\u200d\ufeff]/u.test(name);

// Pieces that git's rules are about, so that most names come near a border of one.
const piece = fc.constantFrom(
  ...['a', 'main', 'Z9', '.', '..', '/', '//', '.lock', '.LOCK', 'lock', '@', '@{', '{', '}', '-', '_', '~', '^', ':'],
  ...['?', '*', '[', ']', '\\', ' ', '\t', '\u007f', '\u0080', '\u202e', '\u200b', 'é', 'e\u0301', '奥', '🚀'],
  ...['"', "'", '$', '`', ';', '&', '|', '<', '>', '(', '#', '%', '+', '=', ',', '!'],
);
const name = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(''));

const inBatches = async <T, R>(items: readonly T[], size: number, work: (item: T) => Promise<R>): Promise<R[]> => {
  const done: R[] = [];
  for (let from = 0; from < items.length; from += size) {
    done.push(...(await Promise.all(items.slice(from, from + size).map(work))));
  }
  return done;
};

describe('isGitRef', () => {
  it('agrees with git check-ref-format on generated names', async () => {
    const names = [...new Set(fc.sample(name, { numRuns: 300, seed: 7 }))];
    const compared = await inBatches(names, 16, async (one) => ({
      one,
      git: await gitAccepts(one),
      ours: isGitRef(`refs/heads/${one}`),
    }));

    expect(compared.filter(({ git, ours }) => git !== ours)).toEqual([]);
  });
});

describe('isRefName', () => {
  it('agrees with git check-ref-format on generated names, apart from what it refuses besides', async () => {
    const names = [...new Set(fc.sample(name, { numRuns: 500, seed: 42 }))];

    const differing = (
      await inBatches(names, 16, async (one) => ({ one, git: await gitAccepts(one), ours: isRefName(one) }))
    ).filter(({ one, git, ours }) => ours !== (git && !refusedBesides(one)));

    expect(differing).toEqual([]);
    expect(names.filter(isRefName).length).toBeGreaterThan(50);
  });

  it.each([
    'main',
    'feature/login-form',
    'release/18.0',
    'saas-18.2',
    'user/anna_b/fix#12',
    'a',
    'a@b',
    'HEAD',
    'refs/heads/main',
    'x.lockfile',
    'größe',
    '修复',
    'a'.repeat(250),
  ])('takes %s', (text) => {
    expect(isRefName(text)).toBe(true);
  });

  it.each([
    ['an empty name', ''],
    ['an option', '--upload-pack=touch /tmp/x'],
    ['a short option', '-d'],
    ['the reflog', 'main@{1}'],
    ['the alias of HEAD', '@'],
    ['a range', 'a..b'],
    ['a dot component', 'a/.git'],
    ['a lock file', 'a.lock'],
    ['a lock file as a folder', 'a.lock/b'],
    ['a leading slash', '/a'],
    ['a trailing slash', 'a/'],
    ['two slashes', 'a//b'],
    ['a trailing dot', 'a.'],
    ['a blank', 'a b'],
    ['a null character', 'a\u0000b'],
    ['a line break', 'main\n'],
    ['a glob', 'release/*'],
    ['a refspec', 'a:b'],
    ['an ancestor', 'main~1'],
    ['a parent', 'main^'],
    ['a backslash', 'a\\b'],
    ['a bracket', 'a[b'],
    ['a right-to-left override', 'main\u202e'],
    ['a zero-width space', 'ma\u200bin'],
    ['a zero-width joiner', 'ma\u200din'],
    ['a byte order mark', '\ufeffmain'],
    ['half a surrogate pair', 'main\ud83d'],
    ['251 characters', 'a'.repeat(251)],
  ])('refuses %s', (_what, text) => {
    expect(isRefName(text)).toBe(false);
  });

  it('compares by exact code points: two forms of é are two names', () => {
    expect(RefName.parse('caf\u00e9')).toBe('caf\u00e9');
    expect(RefName.parse('cafe\u0301')).toBe('cafe\u0301');
  });
});
