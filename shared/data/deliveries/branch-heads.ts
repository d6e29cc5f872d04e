import { setTimeout as sleep } from 'node:timers/promises';
import { branchHeadWrite } from '#shared/data/items/branch-head-item.ts';
import { backoff, ConditionFailed, Contention, transactOnce } from '#shared/data/table/transact.ts';
import type { BranchHeadRecord } from '#shared/domain/records/branch-head.ts';

/** 2 write units each, so that a transaction stays well below the write capacity of a partition. */
const perTransaction = 25;
const attempts = 8;

/** Writes some branch heads. @returns whether all were written, except those that a delivery wrote meanwhile */
const saveTogether = async (heads: readonly BranchHeadRecord[]): Promise<boolean> => {
  let left = heads;
  for (let attempt = 1; attempt <= attempts && left.length > 0; attempt += 1) {
    try {
      await transactOnce(left.map(branchHeadWrite));
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed) {
        const { labels } = error;
        left = left.filter((head) => !labels.has(branchHeadWrite(head).label));
      } else if (error instanceof Contention) await sleep(backoff(attempt));
      else throw error;
    }
  }
  return left.length === 0;
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
