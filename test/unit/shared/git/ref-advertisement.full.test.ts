import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdvertisementRefused } from '#shared/git/advertisement-refused.ts';
import { advertisement, flush, pkt } from '#test/fixtures/advertisement.ts';
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
