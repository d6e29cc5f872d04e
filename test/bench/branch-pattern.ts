import { matchesPattern } from '#shared/domain/branch-mappings/branch-pattern.ts';
import { atMost, type BudgetResult } from './budget-result.ts';
import { budgets } from './budgets.ts';
import { percentile } from './percentile.ts';

// Four times as long as a configured pattern can be, on a name that fits all but the end.
const length = 1000;
const parts = ['a*', '*a', '**a', 'a**', 'a*b**', '*/', '**/*', 'a*/b*'];
const name = `${'a'.repeat(length / 2)}${'/a'.repeat(length / 4)}`.slice(0, length - 1).concat('b');
const calls = 1001;

const medianMs = (part: string): number => {
  const pattern = part
    .repeat(length)
    .slice(0, length - 1)
    .concat('c');
  const times = Array.from({ length: calls }, () => {
    const began = process.hrtime.bigint();
    matchesPattern(pattern, name);
    return Number(process.hrtime.bigint() - began) / 1e6;
  });
  return percentile(times, 0.5);
};

/**
 * Matching the globs that other matchers explode on: the median of the worst.
 * Source: docs/design/promises.md, "Time".
 */
export const measureBranchPattern = (): readonly BudgetResult[] => {
  const worst = Math.max(...parts.map(medianMs));
  return [atMost(`Hostile globs of ${length} characters, worst p50`, worst, budgets.hostileGlobMs, ' ms')];
};
