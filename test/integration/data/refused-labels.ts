import { ConditionFailed } from '#shared/data/table/transact.ts';

/** The labels of the writes that refused, sorted; `[]` where the work succeeded. Any other failure is thrown on. */
export const refusedLabels = async (work: Promise<unknown>): Promise<readonly string[]> => {
  try {
    await work;
    return [];
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    return [...error.labels].sort();
  }
};
