import type { BranchAnswer } from './allowed-branches.ts';
import type { RemoteHead } from './approved-commit.ts';

/** What the remote says of a requested deployment; null for what it was not asked. */
export type RemoteAnswers = {
  /** Of its branch or tag. */
  readonly head: RemoteHead | null;
  /** Whether its commit is on one of the environment's branches. */
  readonly onBranches: BranchAnswer | null;
};
