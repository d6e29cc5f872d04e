import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SubmoduleSource } from '../change-plan/change-plan-of.ts';
import { manifestDiff } from '../change-plan/manifest-diff.ts';
import { addOrigin, fetchOptions, fetchPrevious } from '../fetch-commit.ts';
import { type Git, type GitPlace, gitAt } from '../git.ts';
import { maxSubmodules, type PresentSubmodule } from './check-out-submodules.ts';
import { type FetchAddress, fetchAddresses, type Remotes } from './fetch-addresses.ts';
import { listSubmodules } from './list-submodules.ts';
import { submoduleUrl } from './remote-address.ts';

/**
 * Gives the repository of a submodule that is checked out the commit of before, without its files but the manifests.
 * @returns whether its server has it
 */
const fetchBeside = async (git: Git, { address, probe, commitSha }: PresentSubmodule, id: string): Promise<boolean> => {
  if ((await fetchPrevious(git, { probe, sshUrl: address.url }, id, commitSha)) === null) return false;
  await git(manifestDiff(id, commitSha));
  return true;
};

/** Fetches a commit without its files into a repository of its own, where the submodule is not checked out any more. */
const fetchApart = async (git: Git, commitSha: string, { url }: FetchAddress): Promise<boolean> => {
  await git(['init', '--quiet'], { isOffline: true });
  await addOrigin(git, url);
  if ((await git([...fetchOptions, '--', 'origin', commitSha])).code !== 0) return false;
  // All manifests in one fetch, as those that the tree without files has not.
  const { stdout } = await git(['hash-object', '-t', 'tree', '/dev/null'], { isOffline: true });
  await git(manifestDiff(stdout.trim(), commitSha));
  return true;
};

/** A commit whose submodules are looked for. */
type Parent = GitPlace & { readonly prefix: string; readonly commitSha: string; readonly url: string };

/**
 * Finds the submodules of the commit that was deployed before, for the comparison: in the submodules that are checked
 * out, or else in repositories of their own. What cannot be had is left out.
 * @param apart a folder for those that are not checked out any more, or come from elsewhere now
 */
export const earlierSubmodules = async (
  git: Git,
  root: { readonly directory: string; readonly commitSha: string; readonly apart: string },
  present: readonly PresentSubmodule[],
  remotes: Remotes,
): Promise<readonly SubmoduleSource[]> => {
  const { directory, commitSha, apart } = root;
  const found: SubmoduleSource[] = [];
  const parents: Parent[] = [{ directory, environment: {}, prefix: '', commitSha, url: remotes.repository.sshUrl }];
  let count = 0;
  const placeOf = async (path: string, id: string, url: string | null): Promise<GitPlace | null> => {
    const now = present.find((one) => one.path === path);
    if (now !== undefined) {
      const place = { directory: now.directory, environment: now.address.environment };
      if (await fetchBeside(gitAt(git, place), now, id)) return place;
    }
    if (url === null || url === now?.url) return null;
    for (const [index, address] of fetchAddresses(url, remotes).entries()) {
      const own = { directory: join(apart, `${count}-${index}`), environment: address.environment };
      mkdirSync(own.directory, { recursive: true });
      if (await fetchApart(gitAt(git, own), id, address)) return own;
    }
    return null;
  };
  for (let parent = parents.shift(); parent !== undefined; parent = parents.shift()) {
    const { prefix, url: base } = parent;
    // The repository is fetched without files: its .gitmodules may have to be fetched.
    for (const submodule of await listSubmodules(gitAt(git, parent), parent.commitSha, false)) {
      count += 1;
      if (count > maxSubmodules) return found;
      const { commitSha: id } = submodule;
      const path = `${prefix}${submodule.path}`;
      const url = submodule.url === null ? null : submoduleUrl(base, submodule.url);
      const place = await placeOf(path, id, url);
      if (place === null) continue;
      const { stdout } = await git(['rev-parse', '--absolute-git-dir'], {
        directory: place.directory,
        isOffline: true,
      });
      found.push({ path, commitSha: id, gitDirectory: stdout.trim() });
      parents.push({ ...place, prefix: `${path}/`, commitSha: id, url: url ?? base });
    }
  }
  return found;
};
