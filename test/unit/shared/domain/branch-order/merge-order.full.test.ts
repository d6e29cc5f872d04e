import { describe, it } from 'vitest';
import { comparisons, expectRow, rows } from './merge-rows.ts';

describe.each(rows.map((row) => [row[0], row] as const))('merges %s', (_name, row) => {
  it.each(comparisons)(
    'compared %s: 5,000 runs end within the row of the table',
    (comparison) => expectRow(row, comparison, 5000, 0),
    300_000,
  );
});
