/** A number that was measured, against its budget. */
export type BudgetResult = { readonly text: string; readonly measured: number; readonly fits: boolean };

/** @param unit follows the numbers, as ` ×` or ` MB` */
export const atMost = (what: string, measured: number, budget: number, unit: string): BudgetResult => {
  const fits = measured <= budget;
  const text = `${what}: ${measured.toFixed(2)}${unit}, budget ${budget}${unit}${fits ? '' : '  OVER BUDGET'}`;
  return { text, measured, fits };
};
