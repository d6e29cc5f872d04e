import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AdvertisementRefused } from '#shared/git/advertisement-refused.ts';
import { RefConversation } from '#shared/git/ref-conversation.ts';
import { flush, pkt } from '#test/fixtures/advertisement.ts';
import { BareRepository, gitBytes } from '#test/integration/git/bare-repository.ts';
import { a, answer, b, c, capabilities, heard, offered, refsOf, refusalOf, zero } from './ls-refs-bench.ts';

describe('a server that speaks protocol version 2', () => {
  it('is asked for HEAD, branches and tags, and for nothing else', () => {
    const turn = new RefConversation().take(offered);

    expect(turn).toEqual({
      kind: 'send',
      request: Buffer.concat([
        pkt('command=ls-refs\n'),
        pkt('object-format=sha1\n'),
        Buffer.from('0001'),
        pkt('peel\n'),
        pkt('symrefs\n'),
        pkt('ref-prefix HEAD\n'),
        pkt('ref-prefix refs/heads/\n'),
        pkt('ref-prefix refs/tags/\n'),
        flush,
      ]).toString(),
    });
  });

  it('is not told an object format where it names none', () => {
    const turn = new RefConversation().take(capabilities('ls-refs'));

    expect(turn).toMatchObject({ kind: 'send', request: expect.not.stringContaining('object-format') });
  });

  it('tells branches, tags with their commits, and the branch of HEAD', () => {
    const conversation = heard(
      offered,
      answer(
        `${a} HEAD symref-target:refs/heads/main`,
        `${a} refs/heads/main`,
        `${b} refs/tags/v1 peeled:${a}`,
        `${c} refs/tags/v2`,
      ),
    );

    expect(refsOf(conversation)).toEqual({
      'refs/heads/main': { id: a, peeled: null },
      'refs/tags/v1': { id: b, peeled: a },
      'refs/tags/v2': { id: c, peeled: null },
    });
    expect(conversation.result().headRef).toBe('refs/heads/main');
  });

  it('may list what it was not asked for: that is left out', () => {
    const conversation = heard(
      offered,
      answer(`${a} refs/heads/main`, `${b} refs/pull/1/head`, `${c} refs/notes/x symref-target:refs/heads/main`),
    );

    expect(Object.keys(refsOf(conversation))).toEqual(['refs/heads/main']);
  });

  it('may say more of a ref than oCore knows', () => {
    const conversation = heard(offered, answer(`${b} refs/tags/v1 new-in-2030 peeled:${a}`));

    expect(refsOf(conversation)).toEqual({ 'refs/tags/v1': { id: b, peeled: a } });
  });

  it('may have an empty repository, a detached HEAD, or ids of SHA-256', () => {
    const id = 'd'.repeat(64);

    expect(refsOf(heard(offered, answer()))).toEqual({});
    expect(heard(offered, answer(`${a} HEAD`)).result().headRef).toBeNull();
    expect(refsOf(heard(capabilities('ls-refs', 'object-format=sha256'), answer(`${id} refs/heads/main`)))).toEqual({
      'refs/heads/main': { id, peeled: null },
    });
  });

  it.each([
    ['before it is asked', [pkt('version 2\n'), pkt('ERR no such repository'), flush]],
    ['as its answer', [offered, pkt('ERR no such repository\n')]],
  ])('tells why it refuses in an ERR packet %s', (_what, pieces) => {
    const conversation = heard(...pieces);

    expect(conversation.isOver).toBe(true);
    expect(refusalOf(conversation)).toMatchObject({ kind: 'server_refuses', remoteMessage: 'no such repository' });
  });

  it.each([
    ['no list of refs among its capabilities', [capabilities('fetch')]],
    ['another hash', [capabilities('ls-refs', 'object-format=md5')]],
    ['no answer', [offered]],
    ['half an answer', [offered, pkt(`${a} refs/heads/main\n`)]],
    ['an answer before it is asked', [Buffer.concat([offered, pkt(`${a} refs/heads/main\n`)])]],
    ['more behind the end', [offered, Buffer.concat([answer(`${a} refs/heads/main`), pkt('more')])]],
    ['ids of another length', [capabilities('ls-refs', 'object-format=sha256'), answer(`${a} refs/heads/main`)]],
    ['an id of zeros', [offered, answer(`${zero} refs/heads/main`)]],
    ['a tag that stands for no id', [offered, answer(`${a} refs/tags/v1 peeled:main`)]],
    ['a tag that stands for two', [offered, answer(`${a} refs/tags/v1 peeled:${b} peeled:${c}`)]],
    ['a name twice', [offered, answer(`${a} refs/heads/main`, `${b} refs/heads/main`)]],
    ['HEAD twice', [offered, answer(`${a} HEAD`, `${b} HEAD`)]],
    ['a name that is not below refs/', [offered, answer(`${a} FETCH_HEAD`)]],
    ['a control character in a name', [offered, answer(`${a} refs/heads/a\u001bb`)]],
    ['an id alone', [offered, answer(a)]],
    ['a branch that is not born', [offered, answer('unborn HEAD symref-target:refs/heads/main')]],
  ])('is refused as malformed with %s', (_what, pieces) => {
    expect(refusalOf(heard(...pieces))).toMatchObject({ kind: 'malformed', remoteMessage: null });
  });

  it('is understood however its bytes are cut, and whatever is damaged nothing else is thrown', () => {
    const whole = answer(
      `${a} HEAD symref-target:refs/heads/main`,
      `${a} refs/heads/main`,
      `${b} refs/tags/v1 peeled:${a}`,
    );
    const expected = refsOf(heard(offered, whole));
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.uint8Array({ maxLength: 4 }), (at, other, inserted) => {
        const cut = at % whole.length;
        expect(refsOf(heard(offered, whole.subarray(0, cut), whole.subarray(cut)))).toEqual(expected);

        const place = other % whole.length;
        const damaged = heard(offered, Buffer.concat([whole.subarray(0, place), inserted, whole.subarray(place + 1)]));
        try {
          damaged.result();
        } catch (error) {
          expect(error).toBeInstanceOf(AdvertisementRefused);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('real git', () => {
  let repository: BareRepository;
  beforeAll(() => {
    repository = new BareRepository();
    for (const branch of ['main', 'staging', 'café', 'refs/tags/v1']) repository.commit(branch);
    repository.run('tag', 'light', 'main');
    repository.run('tag', '-a', 'annotated', '-m', 'Release', 'staging');
    repository.run('update-ref', 'refs/pull/1/head', 'main');
  });
  afterAll(() => repository.remove());

  it('tells in version 2 what it advertises in version 0', () => {
    const upload = ['upload-pack', '--stateless-rpc'];
    const conversation = new RefConversation();
    const turn = conversation.take(gitBytes([...upload, '--advertise-refs', repository.path], 'version=2'));
    const request = turn.kind === 'send' ? turn.request : '';

    conversation.take(gitBytes([...upload, repository.path], 'version=2', request));

    const advertised = new RefConversation();
    advertised.take(repository.advertisement());
    expect(conversation.result()).toEqual(advertised.result());
    expect(conversation.result().refs.size).toBe(6);
    expect(conversation.result().headRef).toBe('refs/heads/main');
  });
});
