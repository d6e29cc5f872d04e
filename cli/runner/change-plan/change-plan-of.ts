import { type Git, gitIn } from './git-in.ts';
import { manifestDiff } from './manifest-diff.ts';
import type { ModuleTree } from './module-tree.ts';
import { type PlannedChanges, planChanges } from './plan-changes.ts';
import { readModuleTree } from './read-module-tree.ts';

const isFullSha = (sha: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(sha);

const isThere = async (git: Git, commitSha: string): Promise<boolean> => {
  try {
    await git(['cat-file', '-e', '--end-of-options', `${commitSha}^{commit}`]);
    return true;
  } catch {
    // The commit was dropped by a forced push, or a shallow clone does not contain it.
    return false;
  }
};

/** The tree of the deployed commit; null if that is not known. */
const treeBefore = async (
  git: Git,
  previous: string | null,
  commitSha: string,
  rootModule: string,
): Promise<ModuleTree | null> => {
  if (previous === null || !isFullSha(previous) || !(await isThere(git, previous))) return null;
  await git(manifestDiff(previous, commitSha));
  return await readModuleTree(git, previous, rootModule);
};

/**
 * The change plan of a deployment: the modules that it changes, and warnings.
 * @param gitDirectory a bare repository or the .git folder of a checkout that holds the commit
 * @param previousCommitSha the deployed commit. If it is null or not in the repository, every module counts as changed
 * @param environment for git, in case a partial clone has to fetch
 * @param signal ends it
 * @throws Error with git's message if the commit cannot be read, or if git took more than 10 minutes
 */
export const changePlanOf = async (
  gitDirectory: string,
  previousCommitSha: string | null,
  commitSha: string,
  options: {
    readonly odooVersion: string | null;
    /** The name of the module where the repository itself is one. */
    readonly repositoryName: string;
    /** Files of Git LFS of which only the pointers are there. */
    readonly lfsPointers?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal;
  },
): Promise<PlannedChanges> => {
  if (!isFullSha(commitSha)) throw new Error(`${commitSha} is not a full commit id.`);
  const git = gitIn(gitDirectory, options.environment, options.signal);
  const after = await readModuleTree(git, commitSha, options.repositoryName);
  const before = await treeBefore(git, previousCommitSha, commitSha, options.repositoryName);
  return planChanges(before, after, options.odooVersion, options.lfsPointers);
};
