import type { BranchAnswer } from './allowed-branches.ts';
import type { RemoteHead } from './approved-commit.ts';
import type { FoundCommit } from './short-commit.ts';

/** What the remote says of a requested deployment; null for what it was not asked. */
export type RemoteAnswers = {
  /** What the short id of its commit stands for. */
  readonly commit: FoundCommit | null;
  /** Of its branch or tag. */
  readonly head: RemoteHead | null;
  /** Whether its commit is on one of the environment's branches. */
  readonly onBranches: BranchAnswer | null;
};
