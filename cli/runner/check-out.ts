import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fetchFailure } from './fetch-failure.ts';
import type { Git } from './git.ts';
import type { Tree } from './lfs.ts';
import { networkReason } from './network-reason.ts';

// The depth of nested submodules. Known repositories have at most two levels.
const maxDepth = 5;
const maxSubmodules = 200;

/** The mode of a submodule entry in a tree. Source: gitdatamodel(7). */
const gitlinkMode = '160000';

/**
 * The paths of real submodule entries. `.gitmodules` may name any path, and at an ordinary path a commit can place a
 * repository of its own, whose configuration could run programs.
 */
const gitlinksOf = async (git: Git, directory: string): Promise<string[]> => {
  if (!existsSync(join(directory, '.gitmodules'))) return [];
  const { stdout } = await git(['ls-files', '--stage', '-z'], { directory, isOffline: true });
  return stdout.split('\0').flatMap((entry) => {
    const at = entry.indexOf('\t');
    return entry.startsWith(`${gitlinkMode} `) && at >= 0 ? [entry.slice(at + 1)] : [];
  });
};

/** Whether a path is a real directory at its place, not a link to elsewhere. */
const isInPlace = (directory: string, path: string): boolean => {
  const place = join(directory, path);
  return existsSync(place) && realpathSync(place) === join(realpathSync(directory), path);
};

type Nested = Tree & { readonly depth: number };

const checkOutSubmodules = async (git: Git, root: string, say: (text: string) => void): Promise<Tree[]> => {
  const trees: Nested[] = [{ directory: root, prefix: '', depth: 1 }];
  const done: Tree[] = [];
  let count = 0;
  for (let tree = trees.shift(); tree !== undefined; tree = trees.shift()) {
    const { directory, prefix, depth } = tree;
    done.push(tree);
    for (const path of await gitlinksOf(git, directory)) {
      count += 1;
      if (count > maxSubmodules) {
        say(`ocore: there are more than ${maxSubmodules} submodules: the others stay empty.`);
        return done;
      }
      if (!isInPlace(directory, path)) continue;
      const update = ['submodule', '--quiet', 'update', '--init', '--force', '--checkout', '--', path];
      // The path is taken literally, whatever characters it has.
      const args = ['--literal-pathspecs', ...update];
      const { code, stderr } = await git(args, { directory });
      if (code !== 0) {
        const reason = networkReason(stderr);
        const why = reason === null ? stderr.trim().split('\n').at(-1) : `its server ${reason}`;
        say(`ocore: the submodule ${path} could not be fetched and stays empty: ${why}`);
      } else if (depth < maxDepth && existsSync(join(directory, path, '.git')) && isInPlace(directory, path)) {
        trees.push({ directory: join(directory, path), prefix: `${prefix}${path}/`, depth: depth + 1 });
      }
    }
  }
  return done;
};

/**
 * Checks out the files of a commit, with the submodules that the deploy key opens or that are public. The log names the
 * others.
 * @param commit its full id
 * @returns the work tree and those of its submodules
 * @throws DeployFailure where the files cannot be had
 */
export const checkOut = async (
  git: Git,
  directory: string,
  commit: string,
  say: (text: string) => void,
): Promise<Tree[]> => {
  const answer = await git(['checkout', '--quiet', '--force', '--detach', commit]);
  if (answer.code !== 0) throw fetchFailure(answer);
  return checkOutSubmodules(git, directory, say);
};
