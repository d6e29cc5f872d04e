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

/** The commit of a submodule, and the folder of git that holds it. */
export type SubmoduleSource = {
  readonly gitDirectory: string;
  readonly commitSha: string;
  /** From the root of the repository. */
  readonly path: string;
};

/** The submodules of the deployed commit and of this one, as far as they are there. */
export type SubmoduleSources = {
  readonly before: readonly SubmoduleSource[];
  readonly after: readonly SubmoduleSource[];
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
    readonly submodules?: SubmoduleSources;
    /** Files of Git LFS of which only the pointers are there. */
    readonly lfsPointers?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal;
  },
): Promise<PlannedChanges> => {
  if (!isFullSha(commitSha)) throw new Error(`${commitSha} is not a full commit id.`);
  const gitOf = (directory: string): Git => gitIn(directory, options.environment, options.signal);
  const git = gitOf(gitDirectory);
  const treeOf = (sha: string, submodules: readonly SubmoduleSource[]): Promise<ModuleTree> => {
    const others = submodules.map((one) => ({
      git: gitOf(one.gitDirectory),
      commitSha: one.commitSha,
      path: one.path,
    }));
    return readModuleTree([{ git, commitSha: sha, path: '' }, ...others], options.repositoryName);
  };
  const { before: earlier, after: present } = options.submodules ?? { before: [], after: [] };
  const after = await treeOf(commitSha, present);
  const isKnown = previousCommitSha !== null && isFullSha(previousCommitSha) && (await isThere(git, previousCommitSha));
  if (!isKnown) return planChanges(null, after, options.odooVersion, options.lfsPointers);
  await git(manifestDiff(previousCommitSha, commitSha));
  return planChanges(await treeOf(previousCommitSha, earlier), after, options.odooVersion, options.lfsPointers);
};
