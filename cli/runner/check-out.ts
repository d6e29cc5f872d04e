import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fetchFailure } from './fetch-failure.ts';
import type { Git } from './git.ts';

// Submodules in submodules: no repository of ours has more than two.
const mostDepth = 5;

const submodulePaths = async (git: Git, directory: string): Promise<string[]> => {
  if (!existsSync(join(directory, '.gitmodules'))) return [];
  const args = ['config', '-z', '--file', '.gitmodules', '--get-regexp', '^submodule\\..*\\.path$'];
  const { stdout } = await git(args, { directory, isOffline: true });
  return stdout.split('\0').flatMap((entry) => {
    const at = entry.indexOf('\n');
    return at < 0 ? [] : [entry.slice(at + 1)];
  });
};

const checkOutSubmodules = async (git: Git, directory: string, say: (text: string) => void, depth: number) => {
  for (const path of await submodulePaths(git, directory)) {
    const args = ['submodule', '--quiet', 'update', '--init', '--force', '--checkout', '--', path];
    const { code, stderr } = await git(args, { directory });
    if (code !== 0) {
      say(`ocore: the submodule ${path} could not be fetched and stays empty: ${stderr.trim().split('\n').at(-1)}`);
    } else if (depth < mostDepth) {
      await checkOutSubmodules(git, join(directory, path), say, depth + 1);
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
  await checkOutSubmodules(git, directory, say, 1);
};
