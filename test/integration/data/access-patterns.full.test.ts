import { describe } from 'vitest';
import { describeCosts, isExample, rows } from './access-patterns-bench.ts';
import { useTestTable } from './test-table.ts';

useTestTable();

describe('docs/access-patterns.md', () => {
  describeCosts(rows.filter((row) => !isExample(row)));
});
