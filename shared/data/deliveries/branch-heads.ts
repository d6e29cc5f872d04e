import { branchHeadWrite } from '#shared/data/items/branch-head-item.ts';
import { backoff, ConditionFailed, isContention, transactOnce } from '#shared/data/table/transact.ts';
import type { BranchHeadRecord } from '#shared/domain/records/branch-head.ts';
import { retry } from '#shared/retry/retry.ts';

/** 2 write units each, so that a transaction stays well below the write capacity of a partition. */
const perTransaction = 25;
const attempts = 8;

/** Writes some branch heads. @returns whether all were written, except those that a delivery wrote meanwhile */
const saveTogether = (heads: readonly BranchHeadRecord[]): Promise<boolean> => {
  let left = heads;
  const save = async (): Promise<boolean> => {
    try {
      if (left.length > 0) await transactOnce(left.map(branchHeadWrite));
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed)
        left = left.filter((head) => !error.labels.has(branchHeadWrite(head).label));
      throw error;
    }
  };
  return retry(save, {
    attempts,
    retries: (error) => error instanceof ConditionFailed || isContention(error),
    // The heads that are left were not refused: they need no pause.
    pauseMs: (attempt, error) => (isContention(error) ? backoff(attempt) : 0),
    giveUp: () => left.length === 0,
  });
};

/**
 * Writes branch heads that deploy nothing, each over the version that was read. A head that a delivery wrote meanwhile
 * is skipped, because the delivery knows more.
 * @returns whether all were written; false if the table was too busy for some of them
 */
export const saveBranchHeads = async (heads: readonly BranchHeadRecord[]): Promise<boolean> => {
  let isWhole = true;
  for (let start = 0; start < heads.length; start += perTransaction) {
    isWhole = (await saveTogether(heads.slice(start, start + perTransaction))) && isWhole;
  }
  return isWhole;
};
