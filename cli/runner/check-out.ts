import { fetchFailure } from './fetch-failure.ts';
import type { Git } from './git.ts';
import type { Tree } from './lfs.ts';
import { checkOutSubmodules, type Submodules } from './submodules/check-out-submodules.ts';
import type { Remotes } from './submodules/fetch-addresses.ts';
import { shownUrl } from './submodules/remote-address.ts';

/** The checked-out files of a commit. */
export type CheckedOut = Submodules & {
  /** The work tree and those of its submodules. */
  readonly trees: readonly Tree[];
};

/**
 * Checks out the files of a commit, with the submodules that a key opens or that are public. The log names the others.
 * @param commit its full id
 * @throws DeployFailure where the files cannot be had
 */
export const checkOut = async (
  git: Git,
  directory: string,
  commit: string,
  remotes: Remotes,
  say: (text: string) => void,
): Promise<CheckedOut> => {
  const answer = await git(['checkout', '--quiet', '--force', '--detach', commit]);
  if (answer.code !== 0) throw fetchFailure(answer);
  const submodules = await checkOutSubmodules(git, directory, commit, remotes);
  for (const { path, url, why } of submodules.missing) {
    const what = url === null ? 'it' : shownUrl(url);
    say(`ocore: the submodule ${path} could not be fetched and stays empty: ${what} ${why}.`);
  }
  const own = submodules.present.map(
    (one): Tree => ({ directory: one.directory, prefix: `${one.path}/`, environment: one.address.environment }),
  );
  return { ...submodules, trees: [{ directory, prefix: '' }, ...own] };
};
