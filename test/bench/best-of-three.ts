import type { BudgetResult } from './budget-result.ts';

const attempts = 3;

/**
 * Measures times up to three times, until each has been within its budget once: a busy machine makes a time longer, and
 * nothing makes it shorter.
 * @param measure gives the same budgets in the same order each time; it may leave out, as null, those that are not wanted
 * @returns the best of each
 */
export const bestOfThree = (
  measure: (wanted: (index: number) => boolean) => readonly (BudgetResult | null)[],
): readonly BudgetResult[] => {
  let best = measure(() => true).filter((one) => one !== null);
  for (let attempt = 2; attempt <= attempts && best.some((one) => !one.fits); attempt += 1) {
    const over = best.filter((one) => !one.fits);
    for (const { text } of over)
      process.stdout.write(`${text.trimStart()}: measuring again (${attempt} of ${attempts})\n`);
    const before = best;
    const again = measure((index) => before[index]?.fits === false);
    best = before.map((one, index) => {
      const other = again[index] ?? null;
      return other !== null && other.measured < one.measured ? other : one;
    });
  }
  return best;
};
