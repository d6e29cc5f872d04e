import { matchesPattern } from '#shared/domain/branch-mappings/branch-pattern.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import { accept, type RuleResult, refuse } from '#shared/domain/rule-result.ts';
import type { RemoteListing } from './remote-listing.ts';

/**
 * Whether a commit is on one of an environment's branches. `unknown`: the service could not find out, so the runner has to.
 */
export type BranchAnswer = 'allowed' | 'not_allowed' | 'unknown';

/** The branches of a remote that an environment takes commits from, by name, with their heads. */
const allowedHeads = (
  patterns: readonly string[],
  branches: ReadonlyMap<string, string>,
): readonly (readonly [name: string, head: string])[] =>
  [...branches].filter(([name]) => patterns.some((pattern) => matchesPattern(pattern, name)));

/**
 * The answer that the heads of a remote alone can give: the head of an allowed branch is allowed, and if the remote has no
 * allowed branch, no commit is.
 */
export const toldByHeads = (patterns: readonly string[], commitSha: string, listing: RemoteListing): BranchAnswer => {
  if (listing.kind === 'unreadable') return 'unknown';
  const heads = allowedHeads(patterns, listing.branches);
  if (heads.length === 0) return 'not_allowed';
  return heads.some(([, head]) => head === commitSha) ? 'allowed' : 'unknown';
};

/** Refusal: `branch_not_allowed` if the commit is known to be on none of the environment's branches. */
export const checkBranchAnswer = (
  { name, branches }: Pick<EnvironmentRecord, 'name' | 'branches'>,
  commitSha: string | null,
  answer: BranchAnswer | null,
): RuleResult<BranchAnswer | null> =>
  answer === 'not_allowed'
    ? refuse(
        'branch_not_allowed',
        `The commit ${commitSha} is on none of the branches that ${name} takes: ${branches.join(', ')}. Merge it into one of them, or ask somebody with manage:projects to deploy it with force.`,
      )
    : accept(answer);
