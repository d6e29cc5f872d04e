import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fetchFailure } from './fetch-failure.ts';
import type { Git } from './git.ts';

// Submodules in submodules: no repository of ours has more than two.
const mostDepth = 5;
const mostSubmodules = 200;

/** The mode of a commit of another repository in a tree. Source: gitdatamodel(7). */
const gitlinkMode = '160000';

/**
 * The paths at which a work tree names a commit of another repository. Only there is a submodule: `.gitmodules` may name
 * any path, and below an ordinary one a commit can lay out a repository of its own, whose configuration runs programs.
 */
const gitlinksOf = async (git: Git, directory: string): Promise<string[]> => {
  if (!existsSync(join(directory, '.gitmodules'))) return [];
  const { stdout } = await git(['ls-files', '--stage', '-z'], { directory, isOffline: true });
  return stdout.split('\0').flatMap((entry) => {
    const at = entry.indexOf('\t');
    return entry.startsWith(`${gitlinkMode} `) && at >= 0 ? [entry.slice(at + 1)] : [];
  });
};

/** Whether a path is the directory that it says, and no link leads elsewhere. */
const isInPlace = (directory: string, path: string): boolean => {
  const place = join(directory, path);
  return existsSync(place) && realpathSync(place) === join(realpathSync(directory), path);
};

type Tree = { readonly directory: string; readonly depth: number };

const checkOutSubmodules = async (git: Git, root: string, say: (text: string) => void) => {
  const trees: Tree[] = [{ directory: root, depth: 1 }];
  let count = 0;
  for (let tree = trees.shift(); tree !== undefined; tree = trees.shift()) {
    const { directory, depth } = tree;
    for (const path of await gitlinksOf(git, directory)) {
      count += 1;
      if (count > mostSubmodules) {
        say(`ocore: there are more than ${mostSubmodules} submodules: the others stay empty.`);
        return;
      }
      if (!isInPlace(directory, path)) continue;
      const update = ['submodule', '--quiet', 'update', '--init', '--force', '--checkout', '--', path];
      // A path of a commit is that path, whatever characters it has.
      const args = ['--literal-pathspecs', ...update];
      const { code, stderr } = await git(args, { directory });
      if (code !== 0) {
        say(`ocore: the submodule ${path} could not be fetched and stays empty: ${stderr.trim().split('\n').at(-1)}`);
      } else if (depth < mostDepth && existsSync(join(directory, path, '.git')) && isInPlace(directory, path)) {
        trees.push({ directory: join(directory, path), depth: depth + 1 });
      }
    }
  }
};

/**
 * Puts the files of a commit into the work tree, with the submodules that the key or nobody's key opens; of the others the
 * log tells.
 * @param commit its full id
 * @throws DeployFailure where the files cannot be had
 */
export const checkOut = async (git: Git, directory: string, commit: string, say: (text: string) => void) => {
  const answer = await git(['checkout', '--quiet', '--force', '--detach', commit]);
  if (answer.code !== 0) throw fetchFailure(answer);
  await checkOutSubmodules(git, directory, say);
};
