import { describe, expect, it } from 'vitest';
import { isRefName, RefName } from '#shared/contract/ref-name.ts';

describe('isRefName', () => {
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
