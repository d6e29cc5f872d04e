import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DateConversation } from '#shared/git/date-conversation.ts';
import { dateOf, PackRefused, packedObjects } from '#shared/git/pack-objects.ts';
import { flush, pkt } from '#test/fixtures/advertisement.ts';
import { BareRepository, gitBytes } from '#test/integration/git/bare-repository.ts';

let repository: BareRepository;
let ids: string[];
let pack: Buffer;

beforeAll(() => {
  repository = new BareRepository();
  const tree = repository.tree;
  const long = Array.from({ length: 300 }, (_, index) => `Line ${index} of a long message`).join('\n');
  const commits = [1, 2, 3].map((day) => repository.run('commit-tree', tree, '-m', `${long}\n${day}`));
  repository.tag('v1', '2026-11-05T10:00:00Z', true);
  const tag = repository.run('rev-parse', 'refs/tags/v1');
  const plain = repository.commitAt('main', '2026-11-06T10:00:00Z');
  ids = [...commits, tag, plain];
  pack = gitBytes(
    ['--git-dir', repository.path, 'pack-objects', '--stdout', '-q'],
    '',
    `${[...ids, tree].join('\n')}\n`,
  );
});
afterAll(() => repository.remove());

describe('packedObjects', () => {
  it('gives the commits and tags that git packed, deltas too, by their ids', () => {
    expect(pack.length).toBeLessThan(3000);

    expect(
      packedObjects(pack)
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...ids].sort());
  });

  it('tells when a tag was set and when a commit was made', () => {
    const dates = new Map(packedObjects(pack).map((one) => [one.id, dateOf(one)]));

    expect(dates.get(ids[3] ?? '')).toBe(Date.parse('2026-11-05T10:00:00Z') / 1000);
    expect(dates.get(ids[4] ?? '')).toBe(Date.parse('2026-11-06T10:00:00Z') / 1000);
  });

  it('refuses a pack that is cut off anywhere, or changed, with one error', () => {
    const parse = (bytes: Buffer): void => {
      try {
        packedObjects(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(PackRefused);
      }
    };
    // The last 20 bytes are its checksum.
    for (let end = 0; end < pack.length - 20; end += 7) {
      expect(() => packedObjects(pack.subarray(0, end))).toThrow(PackRefused);
    }
    fc.assert(
      fc.property(fc.nat(pack.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = Buffer.from(pack);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        parse(bytes);
      }),
    );
  });
});

describe('DateConversation', () => {
  it('gives no dates and ends, whatever a server sends', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), (pieces) => {
        const conversation = new DateConversation(['refs/tags/v1']);
        for (const piece of pieces) conversation.take(Buffer.from(piece));
        expect(conversation.dates.size).toBe(0);
      }),
    );
  });

  it('asks nothing of a server that cannot leave the history out', () => {
    const advertised = [`${'a'.repeat(40)} refs/tags/v1\0side-band-64k`].map((line) => pkt(`${line}\n`));

    expect(new DateConversation(['refs/tags/v1']).take(Buffer.concat([...advertised, flush]))).toEqual({
      kind: 'over',
    });
  });

  it('asks nothing where none of the refs is there', () => {
    expect(new DateConversation(['refs/tags/none']).take(repository.advertisement())).toEqual({ kind: 'over' });
  });

  it.each(['', 'version=1'])('asks a server of an older protocol (%s) for what it has listed', (protocol) => {
    const conversation = new DateConversation(['refs/tags/v1']);

    const turn = conversation.take(repository.advertisement(protocol));

    expect(turn).toMatchObject({ kind: 'send', request: expect.stringContaining(`want ${ids[3]} side-band-64k`) });
    expect(conversation.take(flush)).toEqual({ kind: 'send', request: '0009done\n' });
  });

  it('reads what comes byte by byte', () => {
    const conversation = new DateConversation(['refs/tags/v1']);
    const bytes = repository.advertisement();

    const turns = Array.from(bytes, (_, at) => conversation.take(bytes.subarray(at, at + 1)));

    expect(turns.slice(0, -1).every(({ kind }) => kind === 'listen')).toBe(true);
    expect(turns.at(-1)).toMatchObject({ kind: 'send' });
  });
});
