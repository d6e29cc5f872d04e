import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packMerges, unpackMerges } from '#shared/data/items/packed-merges.ts';
import { deploymentId, environmentId } from '#test/fixtures/records.ts';

const merge = fc.record({
  commit: fc.stringMatching(/^[0-9a-f]{12}$/),
  mergedAt: fc.option(
    fc
      .date({ min: new Date(0), max: new Date('2999-12-31T23:59:59.999Z'), noInvalidDate: true })
      .map((date) => date.toISOString()),
  ),
  environmentId: fc.constantFrom(environmentId(1), environmentId(2), environmentId(987_654_321)),
  deploymentId: fc.option(fc.nat().map((number) => deploymentId(number))),
  dropped: fc.boolean(),
  found: fc.boolean(),
});

describe('the merges of a branch', () => {
  it('come back as they were packed, in their order', () => {
    fc.assert(
      fc.property(fc.array(merge, { maxLength: 16 }), (merges) => {
        expect(unpackMerges(packMerges(merges))).toEqual(merges);
      }),
      { seed: 1 },
    );
  });

  it('keep every digit of an id', () => {
    const id = 'dep_7ZZZZZZZZZZZZZZZZZZZZZZZZZ' as ReturnType<typeof deploymentId>;
    const one = {
      commit: 'a'.repeat(12),
      mergedAt: null,
      environmentId: environmentId(),
      dropped: false,
      found: false,
    };

    expect(unpackMerges(packMerges([{ ...one, deploymentId: id }]))).toEqual([{ ...one, deploymentId: id }]);
  });

  it('take 497 bytes where sixteen went into one environment', () => {
    const merges = Array.from({ length: 16 }, (_, index) => ({
      commit: index.toString(16).padStart(12, '0'),
      mergedAt: '2026-11-23T10:00:00.000Z',
      environmentId: environmentId(),
      deploymentId: deploymentId(index),
      dropped: false,
      found: false,
    }));

    expect(packMerges(merges)).toHaveLength(497);
  });
});
