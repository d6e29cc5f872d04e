import type { BranchHeadRecord } from '../domain/records.ts';
import { branchHeadWrite } from './branch-head-item.ts';
import { ConditionFailed, Contention, transactOnce } from './transact.ts';

/** 2 write units each: a transaction stays small against what a partition takes a second. */
const perTransaction = 25;

/**
 * Writes branches that nothing is deployed of, each over the version that was read. One that a delivery was faster with
 * is left out: it knows more.
 * @returns how many were written
 */
export const saveBranchHeads = async (heads: readonly BranchHeadRecord[]): Promise<number> => {
  let written = 0;
  for (let start = 0; start < heads.length; start += perTransaction) {
    let left = heads.slice(start, start + perTransaction);
    while (left.length > 0) {
      try {
        await transactOnce(left.map(branchHeadWrite));
        written += left.length;
        left = [];
      } catch (error) {
        // Contention: the next sweep finds them as this one did.
        if (error instanceof Contention) break;
        if (!(error instanceof ConditionFailed)) throw error;
        const { labels } = error;
        left = left.filter((head) => !labels.has(branchHeadWrite(head).label));
      }
    }
  }
  return written;
};
