import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packEdges, unpackEdges } from '#shared/data/items/branch-head-item.ts';

const commit = fc.stringMatching(/^[0-9a-f]{12}$/);
const edge = fc.record({
  before: commit,
  after: commit,
  past: fc.boolean(),
  wanted: fc.boolean(),
  skipped: fc.boolean(),
  back: fc.boolean(),
  listed: fc.array(commit, { maxLength: 64 }),
});

describe('the edges of a branch', () => {
  it('come back as they were packed, in their order', () => {
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 128 }), (edges) => {
        expect(unpackEdges(packEdges(edges))).toEqual(edges);
      }),
      { seed: 1 },
    );
  });

  it('come back where they are straight runs, also longer than one byte counts', () => {
    fc.assert(
      fc.property(fc.array(commit, { minLength: 2, maxLength: 600 }), fc.boolean(), (commits, past) => {
        const edges = commits.slice(1).map((after, index) => {
          const before = commits[index] ?? '';
          return { before, after, past, wanted: true, skipped: false, back: false, listed: [] };
        });
        expect(unpackEdges(packEdges(edges))).toEqual(edges);
      }),
      { seed: 2 },
    );
  });

  it('of 128 straight pushes take 776 bytes', () => {
    const commits = Array.from({ length: 129 }, (_, index) => index.toString(16).padStart(12, '0'));
    const edges = commits.slice(1).map((after, index) => {
      const before = commits[index] ?? '';
      return { before, after, past: false, wanted: true, skipped: false, back: false, listed: [] };
    });

    expect(packEdges(edges)).toHaveLength(776);
  });
});
