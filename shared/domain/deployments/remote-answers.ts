import type { BranchAnswer } from './allowed-branches.ts';
import type { RemoteHead } from './approved-commit.ts';
import type { FoundCommit } from './short-commit.ts';

/** The answers of the remote about a requested deployment; null if the question was not asked. */
export type RemoteAnswers = {
  /** The commit that the short id in the request stands for. */
  readonly commit: FoundCommit | null;
  /** The head of its branch or tag. */
  readonly head: RemoteHead | null;
  /** Whether its commit is on one of the environment's branches. */
  readonly onBranches: BranchAnswer | null;
};
