import type { QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxReads, readPage } from '#shared/data/table/read-page.ts';

type Row = { readonly id: number; readonly matches: boolean };

/** A list as DynamoDB reads it: the limit counts rows before the filter, and a read that fills it tells where it ended. */
const listOf = (rows: readonly Row[]) => {
  let reads = 0;
  const read = async (limit: number, start: Record<string, unknown> | undefined): Promise<QueryCommandOutput> => {
    reads += 1;
    const from = start === undefined ? 0 : Number(start.id) + 1;
    const seen = rows.slice(from, from + limit);
    const last = seen.length === limit ? { LastEvaluatedKey: { id: seen.at(-1)?.id } } : {};
    return { $metadata: {}, Items: seen.filter(({ matches }) => matches), ...last };
  };
  return { read, reads: () => reads };
};
const rowsOf = (matches: readonly boolean[]): Row[] => matches.map((one, id) => ({ id, matches: one }));

/** Walks all pages. @returns how many rows each has, and the ids of all */
const walk = async (rows: readonly Row[], limit: number, hasFilter: boolean) => {
  const { read } = listOf(rows);
  const sizes: number[] = [];
  const ids: unknown[] = [];
  let after: Record<string, unknown> | undefined;
  for (;;) {
    const page = await readPage(limit, hasFilter, (size, start) => read(size, start ?? after));
    sizes.push(page.items.length);
    ids.push(...page.items.map(({ id }) => id));
    if (page.last === null) return { sizes, ids };
    after = { id: page.last.id };
  }
};

describe('the pages of a list', () => {
  it('hold every match once, are full up to the last, and the last is not empty unless nothing matches', async () => {
    const lists = fc.array(fc.boolean(), { maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(lists, fc.integer({ min: 1, max: 20 }), fc.boolean(), async (matches, limit, hasFilter) => {
        const wanted = matches.flatMap((one, id) => (one ? [id] : []));
        // Without a filter everything matches.
        const rows = hasFilter ? rowsOf(matches) : rowsOf(wanted.map(() => true));

        const { sizes, ids } = await walk(rows, limit, hasFilter);

        expect(ids).toEqual(hasFilter ? wanted : rows.map(({ id }) => id));
        expect(sizes.slice(0, -1).every((size) => size === limit)).toBe(true);
        expect(sizes.at(-1) === 0).toBe(ids.length === 0);
      }),
      { numRuns: 100 },
    );
  });

  it('are read in one call where no row is left out', async () => {
    const { read, reads } = listOf(rowsOf(Array.from({ length: 30 }, () => true)));
    await readPage(25, false, read);
    expect(reads()).toBe(1);
  });

  it('are short, with a next one, where the bound is met: nothing is lost by it', async () => {
    const rows = rowsOf(Array.from({ length: 12_000 }, (_, id) => id === 11_000));
    const { read, reads } = listOf(rows);

    const first = await readPage(1, true, read);

    expect(first).toEqual({ items: [], last: { id: expect.any(Number) } });
    expect(reads()).toBe(maxReads);
    expect((await walk(rows, 1, true)).ids).toEqual([11_000]);
  });
});
