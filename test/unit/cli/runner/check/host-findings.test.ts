import { describe, expect, it } from 'vitest';
import { gitFinding, roomFinding } from '../../../../../cli/runner/check/host-findings.ts';

describe('git', () => {
  it.each(['git version 2.31.0', 'git version 2.39.5 (Apple Git-154)', 'git version 3.0.0'])(
    'is new enough: %s',
    (said) => {
      expect(gitFinding(said)).toMatchObject({ ok: true, detail: said });
    },
  );

  it.each([
    ['git version 2.30.9', 'git version 2.30.9 is too old.'],
    ['git version 1.99.0', 'git version 1.99.0 is too old.'],
    [null, 'It is not there.'],
  ])('is not: %s', (said, detail) => {
    expect(gitFinding(said)).toEqual({ check: 'git', ok: false, detail, fix: 'Install git 2.31 or newer.' });
  });
});

describe('the room of a directory', () => {
  it('has to be 1 GB', () => {
    expect(roomFinding('work-dir', '/tmp', 1024 ** 3)).toMatchObject({ ok: true, detail: '/tmp, 1024 MB free' });
    expect(roomFinding('work-dir', '/tmp', 1024 ** 3 - 1)).toMatchObject({
      ok: false,
      detail: '/tmp has 1023 MB left.',
      fix: expect.stringContaining('--work-dir'),
    });
  });
});
