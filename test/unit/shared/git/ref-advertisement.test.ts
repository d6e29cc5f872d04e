import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advertisement, flush, pkt } from '#test/fixtures/advertisement.ts';
import { BareRepository } from '#test/integration/git/bare-repository.ts';
import { a, b, c, parseRefAdvertisement, refs, refsOf, refusalOf, zero } from './ref-advertisement-bench.ts';

describe('an advertisement of refs', () => {
  it('reads branches and tags by their full names, without HEAD', () => {
    const bytes = advertisement([
      `${a} HEAD`,
      `${a} refs/heads/main`,
      `${b} refs/heads/release/18.0`,
      `${c} refs/tags/v1`,
    ]);

    expect(refsOf(bytes)).toEqual({
      'refs/heads/main': { id: a, peeled: null },
      'refs/heads/release/18.0': { id: b, peeled: null },
      'refs/tags/v1': { id: c, peeled: null },
    });
  });

  it('reads what an annotated tag stands for', () => {
    const bytes = advertisement([
      `${a} refs/heads/main`,
      `${b} refs/tags/v1`,
      `${a} refs/tags/v1^{}`,
      `${c} refs/tags/v2`,
    ]);

    expect(refsOf(bytes)).toMatchObject({
      'refs/tags/v1': { id: b, peeled: a },
      'refs/tags/v2': { id: c, peeled: null },
    });
  });

  it('reads which branch HEAD is', () => {
    const bytes = advertisement(
      [`${a} HEAD`, `${a} refs/heads/trunk`],
      'multi_ack symref=HEAD:refs/heads/trunk agent=git/2',
    );

    expect(parseRefAdvertisement(bytes).headRef).toBe('refs/heads/trunk');
  });

  it.each(['multi_ack agent=git/2', '', 'symref=refs/remotes/origin/HEAD:refs/heads/main'])(
    'does not guess which branch HEAD is: %j',
    (capabilities) => {
      const bytes = advertisement([`${a} HEAD`, `${a} refs/heads/main`], capabilities);

      expect(parseRefAdvertisement(bytes).headRef).toBeNull();
    },
  );

  it.each([
    ['with capabilities', advertisement([`${zero} capabilities^{}`])],
    ['of an old server, without a line', flush],
  ])('reads an empty repository %s', (_what, bytes) => {
    expect(refsOf(bytes)).toEqual({});
  });

  it('reads protocol version 1', () => {
    const bytes = Buffer.concat([pkt('version 1\n'), advertisement([`${a} refs/heads/main`])]);

    expect(Object.keys(refsOf(bytes))).toEqual(['refs/heads/main']);
  });

  it('reads lines without a line break', () => {
    const bytes = Buffer.concat([pkt(`${a} refs/heads/main\0agent=git/2`), pkt(`${b} refs/heads/x`), flush]);

    expect(Object.keys(refsOf(bytes))).toEqual(['refs/heads/main', 'refs/heads/x']);
  });

  it('reads a shallow repository', () => {
    const bytes = advertisement([`${a} refs/heads/main`, `shallow ${a}`, `shallow ${b}`]);

    expect(Object.keys(refsOf(bytes))).toEqual(['refs/heads/main']);
  });

  it('reads a repository with SHA-256', () => {
    const id = 'd'.repeat(64);

    expect(refsOf(advertisement([`${id} refs/heads/main`], 'object-format=sha256'))).toEqual({
      'refs/heads/main': { id, peeled: null },
    });
  });

  it('takes a branch called __proto__ for a branch', () => {
    expect(
      parseRefAdvertisement(advertisement([`${a} refs/heads/__proto__`])).refs.get('refs/heads/__proto__')?.id,
    ).toBe(a);
  });

  it('leaves out a name that is not UTF-8, and its peeled line', () => {
    const bytes = Buffer.concat([
      pkt(`${a} refs/heads/main\0agent=git/2\n`),
      pkt(Buffer.concat([Buffer.from(`${b} refs/tags/caf`), Buffer.from([0xe9]), Buffer.from('\n')])),
      pkt(Buffer.concat([Buffer.from(`${a} refs/tags/caf`), Buffer.from([0xe9]), Buffer.from('^{}\n')])),
      pkt(`${c} refs/tags/v1\n`),
      flush,
    ]);

    expect(Object.keys(refsOf(bytes))).toEqual(['refs/heads/main', 'refs/tags/v1']);
  });

  it.each([
    ['as the first line', pkt('ERR access denied or repository not exported: /x')],
    ['with a line break', pkt('ERR access denied or repository not exported: /x\n')],
    [
      'in the midst',
      Buffer.concat([pkt(`${a} refs/heads/main\0\n`), pkt('ERR access denied or repository not exported: /x')]),
    ],
  ])('tells what the server said in an ERR packet %s', (_what, bytes) => {
    expect(refusalOf(Buffer.concat([bytes, flush])).remoteMessage).toBe('access denied or repository not exported: /x');
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a greeting', Buffer.from('Welcome to git.acme.example\r\n')],
    ['a page', Buffer.from('<!doctype html><title>Sign in</title>')],
    ['no flush', pkt(`${a} refs/heads/main\0\n`)],
    ['bytes behind the flush', Buffer.concat([advertisement([`${a} refs/heads/main`]), flush])],
    ['a delimiter', Buffer.concat([pkt(`${a} refs/heads/main\0\n`), Buffer.from('0001'), flush])],
    ['an empty line', Buffer.concat([pkt(`${a} refs/heads/main\0\n`), Buffer.from('0004'), flush])],
    ['a length out of the bytes', Buffer.from('ffe0 too short')],
    ['no capabilities', Buffer.concat([pkt(`${a} refs/heads/main\n`), flush])],
    [
      'capabilities in a later line',
      Buffer.concat([pkt(`${a} refs/heads/main\0\n`), pkt(`${b} refs/heads/x\0y\n`), flush]),
    ],
    ['protocol version 2', Buffer.concat([pkt('version 2\n'), pkt('ls-refs\n'), flush])],
    [
      'version 1 twice',
      Buffer.concat([pkt('version 1\n'), pkt('version 1\n'), advertisement([`${a} refs/heads/main`])]),
    ],
    ['version 1 later', Buffer.concat([pkt(`${a} refs/heads/main\0\n`), pkt('version 1\n'), flush])],
    ['another hash', advertisement([`${a} refs/heads/main`], 'object-format=md5')],
    ['ids of another length than the hash has', advertisement([`${a} refs/heads/main`], 'object-format=sha256')],
    ['a short id', advertisement([`${a.slice(1)} refs/heads/main`])],
    ['a long id', advertisement([`${a}a refs/heads/main`])],
    ['an id in capitals', advertisement([`${a.toUpperCase()} refs/heads/main`])],
    ['an id that is none', advertisement([`${'g'.repeat(40)} refs/heads/main`])],
    ['an id of zeros', advertisement([`${zero} refs/heads/main`])],
    ['a later id of zeros', advertisement([`${a} refs/heads/main`, `${zero} refs/heads/x`])],
    ['an empty repository with a ref', advertisement([`${zero} capabilities^{}`, `${a} refs/heads/main`])],
    ['a name without its id', advertisement(['refs/heads/main'])],
    ['an id without its name', advertisement([a])],
    ['an empty name', advertisement([`${a} `])],
    ['a name that is not below refs/', advertisement([`${a} FETCH_HEAD`])],
    ['nothing below refs/', advertisement([`${a} refs/`])],
    ['a blank in a name', advertisement([`${a} refs/heads/a b`])],
    ['a tab for a blank', advertisement([`${a}\trefs/heads/main`])],
    ['a control character in a name', advertisement([`${a} refs/heads/a\u001bb`])],
    ['a line break in a name', advertisement([`${a} refs/heads/main`, `${a} refs/heads/a\nb`])],
    ['a delete character in a name', advertisement([`${a} refs/heads/a\u007fb`])],
    ['a name twice', advertisement([`${a} refs/heads/main`, `${b} refs/heads/main`])],
    ['HEAD twice', advertisement([`${a} HEAD`, `${b} HEAD`])],
    ['a peeled tag without its tag', advertisement([`${a} refs/tags/v1^{}`])],
    ['a peeled tag after another', advertisement([`${a} refs/tags/v1`, `${b} refs/tags/v2`, `${c} refs/tags/v1^{}`])],
    [
      'a tag that is peeled twice',
      advertisement([`${a} refs/tags/v1`, `${b} refs/tags/v1^{}`, `${c} refs/tags/v1^{}`]),
    ],
    ['a ref after a shallow line', advertisement([`${a} refs/heads/main`, `shallow ${a}`, `${b} refs/heads/x`])],
    ['a shallow line without an id', advertisement([`${a} refs/heads/main`, 'shallow main'])],
  ])('refuses %s as malformed', (_what, bytes) => {
    expect(refusalOf(bytes)).toMatchObject({ remoteMessage: null });
  });
});

describe('an advertisement of any refs', () => {
  it('gives back what was advertised', () => {
    fc.assert(
      fc.property(refs, (list) => {
        const lines = list.flatMap((ref) => [
          `${ref.id} ${ref.name}`,
          ...(ref.peeled === null ? [] : [`${ref.peeled} ${ref.name}^{}`]),
        ]);

        const read = parseRefAdvertisement(advertisement(lines));

        const kept = list.filter((ref) => /^refs\/(heads|tags)\//.test(ref.name));
        expect([...read.refs]).toEqual(kept.map((ref) => [ref.name, { id: ref.id, peeled: ref.peeled }]));
      }),
    );
  });
});

describe('an advertisement of real git', () => {
  const withRepository = (format: 'sha1' | 'sha256', use: (repository: BareRepository) => void): void => {
    const repository = new BareRepository(format);
    try {
      use(repository);
    } finally {
      repository.remove();
    }
  };

  it('reads an empty repository', () => {
    withRepository('sha1', (repository) => {
      expect(parseRefAdvertisement(repository.advertisement())).toEqual({ refs: new Map(), headRef: null });
    });
  });

  it('reads a detached HEAD', () => {
    withRepository('sha1', (repository) => {
      const commit = repository.commit('main');
      repository.run('update-ref', '--no-deref', 'HEAD', commit);

      const read = parseRefAdvertisement(repository.advertisement());

      expect([...read.refs.keys()]).toEqual(['refs/heads/main']);
      expect(read.headRef).toBeNull();
    });
  });

  it('reads a HEAD that is a branch which does not exist', () => {
    withRepository('sha1', (repository) => {
      repository.commit('staging');

      expect([...parseRefAdvertisement(repository.advertisement()).refs.keys()]).toEqual(['refs/heads/staging']);
    });
  });
});
