import { type Git, gitIn } from './git-in.ts';
import { manifestDiff } from './manifest-diff.ts';
import { emptyTree } from './module-tree.ts';
import { type CommitChanges, type PlannedChanges, planChanges } from './plan-changes.ts';
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

/**
 * Files and submodules that differ between two commits. It uses a plumbing command, whose output no user setting
 * changes.
 */
const changedPaths = async (
  git: Git,
  from: string,
  to: string,
): Promise<{ readonly files: readonly string[]; readonly submodules: readonly string[] }> => {
  const answer = await git(['diff-tree', '-r', '-z', '--raw', '--no-renames', '--end-of-options', from, to, '--']);
  const parts = answer.toString('utf8').split('\0');
  const files: string[] = [];
  const submodules: string[] = [];
  // ":<mode> <mode> <id> <id> <status>", then the path
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const path = parts[at + 1] ?? '';
    (/^:(?:160000 |\d+ 160000 )/.test(parts[at] ?? '') ? submodules : files).push(path);
  }
  return { files, submodules };
};

const changesBetween = async (git: Git, previous: string | null, commitSha: string): Promise<CommitChanges> => {
  const after = await readModuleTree(git, commitSha);
  if (previous === null || !isFullSha(previous) || !(await isThere(git, previous))) {
    return { files: null, submodules: [], before: emptyTree, after };
  }
  await git(manifestDiff(previous, commitSha));
  const [before, changed] = [await readModuleTree(git, previous), await changedPaths(git, previous, commitSha)];
  return { ...changed, before, after };
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
    /** Files of Git LFS of which only the pointers are there. */
    readonly lfsPointers?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal;
  },
): Promise<PlannedChanges> => {
  if (!isFullSha(commitSha)) throw new Error(`${commitSha} is not a full commit id.`);
  const git = gitIn(gitDirectory, options.environment, options.signal);
  return planChanges(await changesBetween(git, previousCommitSha, commitSha), options.odooVersion, options.lfsPointers);
};
