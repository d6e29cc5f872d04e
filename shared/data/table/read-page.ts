import type { QueryCommandOutput } from '@aws-sdk/lib-dynamodb';

/** The most calls that one page takes. With the sizes below they see about 5,600 rows. */
export const maxReads = 10;
const smallestRead = 25;
const largestRead = 1000;

type Items = readonly Record<string, unknown>[];

/**
 * Reads a page of a list whose filter applies after the read. It reads on, twice as much each time, until the page is full,
 * the list has ended or `maxReads` calls are made. Only in the last case is a page short although another one follows. One
 * row more than the page shows whether another follows, so a page with a next one is never the last.
 * @param read one Query of at most so many rows, from where the one before has ended
 * @returns the rows, and the item or key after which the next page begins; null at the end of the list
 */
export const readPage = async (
  limit: number,
  hasFilter: boolean,
  read: (limit: number, start: Record<string, unknown> | undefined) => Promise<QueryCommandOutput>,
): Promise<{ readonly items: Items; readonly last: Record<string, unknown> | null }> => {
  const found: Record<string, unknown>[] = [];
  let start: Record<string, unknown> | undefined;
  let size = hasFilter ? Math.max(limit + 1, smallestRead) : limit + 1;
  for (let reads = 0; reads < maxReads; reads += 1) {
    const page = await read(size, start);
    found.push(...(page.Items ?? []));
    if (found.length > limit) return { items: found.slice(0, limit), last: found[limit - 1] ?? null };
    start = page.LastEvaluatedKey;
    if (start === undefined) return { items: found, last: null };
    size = Math.min(2 * size, largestRead);
  }
  return { items: found, last: start ?? null };
};
