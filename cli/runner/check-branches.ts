import { isExact, matchesPattern } from '#shared/domain/branch-mappings/branch-pattern.ts';
import { DeployFailure } from './deploy-failure.ts';
import { fetchOptions } from './fetch-commit.ts';
import { fetchFailure } from './fetch-failure.ts';
import type { Git } from './git.ts';

const heads = 'refs/ocore/heads/';

/** Fetches the branches that may match: those that are named, or all for a pattern with `*`. */
const fetchBranches = async (git: Git, patterns: readonly string[]): Promise<void> => {
  const names = patterns.every(isExact) ? patterns : ['*'];
  for (const name of names) {
    const answer = await git([...fetchOptions, '--', 'origin', `+refs/heads/${name}:${heads}${name}`]);
    // A branch that does not exist holds nothing.
    if (answer.code !== 0 && !/couldn't find remote ref/i.test(answer.stderr)) throw fetchFailure(answer);
  }
};

/**
 * Checks that a commit is on a branch of the repository that matches one of these patterns: its head, or before it.
 * Source: docs/design/deployments.md, "Branches of an environment".
 * @param commitSha of a commit that is fetched
 * @param environment the name of the environment, for the reason
 * @param patterns empty for any branch, or none
 * @throws DeployFailure with `branch_not_allowed`, or if the branches cannot be fetched
 */
export const checkBranches = async (
  git: Git,
  commitSha: string,
  { name: environment, branches: patterns }: { readonly name: string; readonly branches: readonly string[] },
): Promise<void> => {
  if (patterns.length === 0) return;
  await fetchBranches(git, patterns);
  const args = ['for-each-ref', '--format=%(refname)', `--contains=${commitSha}`, heads];
  const { code, stdout, stderr } = await git(args, { isOffline: true });
  if (code !== 0)
    throw new DeployFailure('git could not tell which branches hold the commit.', { detail: stderr.trim() });
  // The last line is empty, and `*` would match it.
  const names = stdout
    .trimEnd()
    .split('\n')
    .flatMap((ref) => (ref === '' ? [] : [ref.slice(heads.length)]));
  if (names.some((name) => patterns.some((pattern) => matchesPattern(pattern, name)))) return;
  throw new DeployFailure(
    `branch_not_allowed: the commit ${commitSha} is on none of the branches that ${environment} takes: ${patterns.join(', ')}. Merge it into one of them, or deploy it with force.`,
  );
};
