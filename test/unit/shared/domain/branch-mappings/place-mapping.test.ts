import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UpdateBranchMappingBody } from '#shared/contract/branch-mapping.ts';
import { isRefName } from '#shared/contract/ref-name.ts';
import { nextPriority, placeMapping } from '#shared/domain/branch-mappings/place-mapping.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import { environmentId, mappingId, mappingRecord } from '#test/fixtures/records.ts';

const environments = {
  [environmentId(1)]: { name: 'Production', type: 'production' },
  [environmentId(2)]: { name: 'Staging', type: 'staging' },
} as const;

const staging = (n: number, over: Partial<MappingRecord> = {}): MappingRecord =>
  mappingRecord({
    id: mappingId(n),
    environmentId: environmentId(2),
    branchPattern: `branch-${n}`,
    priority: n * 10,
    ...over,
  });
const production = (over: Partial<MappingRecord>): MappingRecord =>
  staging(9, { environmentId: environmentId(1), trigger: 'merge', ...over });

const place = (others: readonly MappingRecord[], mapping: MappingRecord) =>
  placeMapping(others, mapping, environments, isRefName);

describe('placeMapping', () => {
  it('puts a mapping at its place in the order of priorities', () => {
    const placed = place([staging(1), staging(3)], staging(2));

    expect(placed).toEqual({ ok: true, value: [staging(1), staging(2), staging(3)] });
  });

  it('keeps the order of priorities whatever the order of arrival', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(numbers, (priorities) => {
        let mappings: readonly MappingRecord[] = [];
        for (const [index, priority] of priorities.entries()) {
          const placed = place(mappings, staging(index, { priority }));
          if (!placed.ok) throw new Error(placed.refusal.detail);
          mappings = placed.value;
        }
        expect(mappings.map((one) => one.priority)).toEqual([...priorities].sort((a, b) => a - b));
      }),
    );
  });

  it('refuses an environment that the project does not have', () => {
    expect(place([], staging(1, { environmentId: environmentId(7) }))).toMatchObject({
      ok: false,
      refusal: { code: 'validation_failed', pointer: '#/environmentId' },
    });
  });

  it.each(['__proto__', 'constructor', 'toString'])('refuses %s as an environment', (name) => {
    const mapping = staging(1, { environmentId: name as MappingRecord['environmentId'] });

    expect(place([], mapping)).toMatchObject({ ok: false, refusal: { pointer: '#/environmentId' } });
  });

  it('refuses a pattern that is no pattern', () => {
    expect(place([], staging(1, { branchPattern: 'a?b' }))).toMatchObject({
      ok: false,
      refusal: { code: 'validation_failed', pointer: '#/branchPattern' },
    });
  });

  it('refuses a tag mapping that waits for a merge', () => {
    expect(place([], staging(1, { refType: 'tag', branchPattern: 'v*', trigger: 'merge' }))).toMatchObject({
      ok: false,
      refusal: { code: 'validation_failed', pointer: '#/trigger' },
    });
  });

  it.each(['*', '**', 'release/*', 'ma*n'])('refuses the branch glob %s for production', (branchPattern) => {
    expect(place([], production({ branchPattern }))).toMatchObject({
      ok: false,
      refusal: {
        code: 'production_needs_exact_branch',
        pointer: '#/branchPattern',
        detail: expect.stringContaining('Production'),
      },
    });
  });

  it('takes an exact branch for production', () => {
    expect(place([], production({ branchPattern: 'main' })).ok).toBe(true);
  });

  it('takes a tag pattern for production', () => {
    expect(place([], production({ refType: 'tag', branchPattern: 'v*', trigger: 'push' })).ok).toBe(true);
  });

  it('takes a branch glob for another environment', () => {
    expect(place([], staging(1, { branchPattern: 'feature/**' })).ok).toBe(true);
  });

  it('refuses an equal priority, and names a free one', () => {
    expect(place([staging(1)], staging(2, { priority: 10 }))).toMatchObject({
      ok: false,
      refusal: { code: 'mapping_conflict', pointer: '#/priority', detail: expect.stringMatching(/branch-1.*20\.$/) },
    });
  });

  it('refuses an equal priority of a branch and a tag mapping', () => {
    const tag = staging(2, { refType: 'tag', priority: 10 });

    expect(place([staging(1)], tag)).toMatchObject({ ok: false, refusal: { code: 'mapping_conflict' } });
  });

  it('refuses a pattern that is mapped already, and names its environment', () => {
    const twin = staging(2, { branchPattern: 'branch-1' });

    expect(place([staging(1)], twin)).toMatchObject({
      ok: false,
      refusal: { code: 'mapping_conflict', pointer: '#/branchPattern', detail: expect.stringContaining('Staging') },
    });
  });

  it('takes the same pattern for a branch and for a tag', () => {
    expect(place([staging(1)], staging(2, { branchPattern: 'branch-1', refType: 'tag' })).ok).toBe(true);
  });

  it('takes the fiftieth mapping and refuses the fifty-first', () => {
    const many = Array.from({ length: 50 }, (_, index) => staging(index + 1));

    expect(place(many.slice(1), staging(1)).ok).toBe(true);
    expect(place(many, staging(51))).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
  });

  it('refuses path filters that would not fit into an item together', () => {
    const paths = Array.from({ length: 50 }, (_, index) => `${index}/`.padEnd(250, 'é'));
    const others = [1, 2, 3, 4, 5, 6, 7].map((n) => staging(n, { paths }));

    expect(place(others, staging(8)).ok).toBe(true);
    expect(place(others, staging(8, { paths }))).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
  });

  it('never gives out a list with two equal priorities or two equal patterns', () => {
    const mapping = fc.record({
      priority: fc.integer({ min: 0, max: 5 }),
      branchPattern: fc.constantFrom('a', 'b', 'c/*', '**'),
      refType: fc.constantFrom('branch', 'tag'),
    });
    fc.assert(
      fc.property(fc.array(mapping, { maxLength: 10 }), (wanted) => {
        let mappings: readonly MappingRecord[] = [];
        for (const [index, over] of wanted.entries()) {
          const placed = place(mappings, staging(index, over));
          if (placed.ok) mappings = placed.value;
        }
        expect(new Set(mappings.map((one) => one.priority)).size).toBe(mappings.length);
        expect(new Set(mappings.map((one) => `${one.refType} ${one.branchPattern}`)).size).toBe(mappings.length);
      }),
    );
  });
});

describe('nextPriority', () => {
  it.each([
    [[], 10],
    [[10], 20],
    [[10, 20, 30], 40],
    [[0], 10],
    [[9], 10],
    [[11], 20],
    [[10, 995], 1000],
    [[999_990], 1_000_000],
    [[10, 1_000_000], 999_990],
    [[999_980, 999_990, 1_000_000], 999_970],
    [[1_000_000, 999_995], 999_990],
  ])('after %j it is %i', (taken, expected) => {
    expect(nextPriority(taken.map((priority, index) => staging(index, { priority })))).toBe(expected);
  });

  it('is free, and one that a client may send back', () => {
    const near = fc.uniqueArray(fc.integer({ min: 999_000, max: 1_000_000 }), { maxLength: 50 });
    fc.assert(
      fc.property(near, (priorities) => {
        const next = nextPriority(priorities.map((priority, index) => staging(index, { priority })));
        expect(priorities).not.toContain(next);
        expect(UpdateBranchMappingBody.safeParse({ priority: next }).success).toBe(true);
      }),
    );
  });

  it('is a multiple of ten that comes after every priority there is', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 999_989 }), { maxLength: 50 }), (priorities) => {
        const next = nextPriority(priorities.map((priority, index) => staging(index, { priority })));
        expect(next % 10).toBe(0);
        expect(next).toBeGreaterThan(Math.max(0, ...priorities));
        expect(next - Math.max(0, ...priorities)).toBeLessThanOrEqual(10);
      }),
    );
  });
});
