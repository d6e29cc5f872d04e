import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdvertisementRefused } from '#shared/git/advertisement-refused.ts';
import { advertisement, flush, pkt } from '#test/fixtures/advertisement.ts';
import { BareRepository } from '#test/integration/git/bare-repository.ts';
import { a, parseRefAdvertisement, refs, refusalOf } from './ref-advertisement-bench.ts';

describe('an advertisement of any refs', () => {
  it('refuses every beginning of an advertisement', () => {
    fc.assert(
      fc.property(refs, fc.nat(), (list, at) => {
        const bytes = advertisement(list.map((ref) => `${ref.id} ${ref.name}`));

        refusalOf(bytes.subarray(0, at % bytes.length));
      }),
    );
  });

  it('throws nothing but its own error for a damaged one', () => {
    fc.assert(
      fc.property(refs, fc.nat(), fc.uint8Array({ maxLength: 8 }), fc.nat(8), (list, at, inserted, dropped) => {
        const bytes = advertisement(list.map((ref) => `${ref.id} ${ref.name}`));
        const place = at % bytes.length;
        const damaged = Buffer.concat([bytes.subarray(0, place), inserted, bytes.subarray(place + dropped)]);

        try {
          parseRefAdvertisement(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(AdvertisementRefused);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('throws nothing but its own error for any bytes in pkt-lines', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 90 })), (lines) => {
        try {
          parseRefAdvertisement(Buffer.concat([...lines.map((line) => pkt(Buffer.from(line))), flush]));
        } catch (error) {
          expect(error).toBeInstanceOf(AdvertisementRefused);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('takes 8 MB of refs', () => {
    const lines = Array.from({ length: 125_000 }, (_, n) => `${a} refs/heads/feature-${n}`);
    const bytes = advertisement(lines);

    expect(parseRefAdvertisement(bytes).refs.size).toBe(lines.length);
  });
});

describe('an advertisement of real git', () => {
  const listed = (repository: BareRepository) =>
    repository
      .run('for-each-ref', '--format=%(refname) %(objectname) %(*objectname)')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [name = '', id = '', peeled = ''] = line.split(' ');
        return [name, { id, peeled: peeled === '' ? null : peeled }];
      });
  const withRepository = (format: 'sha1' | 'sha256', use: (repository: BareRepository) => void): void => {
    const repository = new BareRepository(format);
    try {
      use(repository);
    } finally {
      repository.remove();
    }
  };

  it.each([
    ['sha1', ''],
    ['sha1', 'version=1'],
    ['sha256', ''],
    ['sha256', 'version=1'],
  ] as const)('reads what git upload-pack lists (%s, %j)', (format, protocol) => {
    withRepository(format, (repository) => {
      for (const branch of [
        'main',
        'staging',
        'release/18.0',
        'feat#123',
        '$(id)',
        "a'b",
        'a;b',
        'café',
        '\u202emain',
        '🚀',
        'refs/tags/v1',
      ]) {
        repository.commit(branch);
      }
      repository.run('tag', 'light', 'main');
      repository.run('tag', '-a', 'annotated', '-m', 'Release', 'staging');
      repository.run('tag', '-a', 'of-a-tag', '-m', 'Release', 'annotated');

      const read = parseRefAdvertisement(repository.advertisement(protocol));

      // Git peels a tag of a tag to its end; for-each-ref only one step.
      const staging = read.refs.get('refs/heads/staging')?.id;
      expect(read.refs.get('refs/tags/of-a-tag')?.peeled).toBe(staging);
      repository.run('tag', '-d', 'of-a-tag');
      const again = parseRefAdvertisement(repository.advertisement(protocol));
      expect([...again.refs]).toEqual(listed(repository));
      expect(again.headRef).toBe('refs/heads/main');
    });
  });
});
