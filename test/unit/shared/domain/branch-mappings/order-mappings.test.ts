import fc from 'fast-check';
import { expect, it } from 'vitest';
import { orderMappings } from '#shared/domain/branch-mappings/order-mappings.ts';
import { actor, mappingId, mappingRecord, projectRecord } from '#test/fixtures/records.ts';

const now = '2026-11-28T10:00:00.000Z';
const mappings = (priorities: readonly number[]) =>
  priorities.map((priority, index) => mappingRecord({ id: mappingId(index + 1), priority, version: 1 }));

it('gives any order exactly, with the priorities that there were, and a version to what moved alone', () => {
  const priorities = fc.uniqueArray(fc.integer({ min: 0, max: 1_000_000 }), { maxLength: 8 });
  const shuffled = priorities.chain((taken) => {
    const sorted = taken.toSorted((one, another) => one - another);
    const all = mappings(sorted);
    return fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }));
  });
  fc.assert(
    fc.property(shuffled, ([before, wanted]) => {
      const project = projectRecord({ branchMappings: before, version: 6 });

      const ordered = orderMappings(
        project,
        wanted.map(({ id }) => id),
        actor,
        now,
      );

      if (!ordered.ok) throw new Error(ordered.refusal.detail);
      expect(ordered.value.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
      expect(ordered.value.map(({ priority }) => priority)).toEqual(before.map(({ priority }) => priority));
      for (const [index, mapping] of ordered.value.entries()) {
        if (mapping.id === before[index]?.id) expect(mapping).toBe(before[index]);
        else expect(mapping).toMatchObject({ version: 7, updatedAt: now });
      }
      const isSame = wanted.every((mapping, index) => mapping === before[index]);
      expect(ordered.value === before).toBe(isSame);
    }),
    { numRuns: 60 },
  );
});
