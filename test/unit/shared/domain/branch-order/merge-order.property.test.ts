import { describe, it } from 'vitest';
import { comparisons, expectRow, rows } from './merge-rows.ts';

describe.each(rows.map((row) => [row[0], row] as const))('merges %s', (_name, row) => {
  it.each(comparisons)('compared %s: end within the row of the table', (comparison) =>
    expectRow(row, comparison, 60, 12),
  );
});
