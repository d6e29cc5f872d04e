import { join } from 'node:path';
import type { SubmoduleSource } from '../change-plan/change-plan-of.ts';
import { manifestDiff } from '../change-plan/manifest-diff.ts';
import { fetchOptions } from '../fetch-commit.ts';
import type { Git } from '../git.ts';
import { maxSubmodules, type PresentSubmodule } from './check-out-submodules.ts';
import { type FetchAddress, fetchAddresses, type Remotes } from './fetch-addresses.ts';
import { listSubmodules } from './list-submodules.ts';
import { submoduleUrl } from './remote-address.ts';

type Place = { readonly directory: string; readonly environment: Readonly<Record<string, string>> };

const hasCommit = async (git: Git, { directory }: Place, commitSha: string): Promise<boolean> => {
  const { code } = await git(['cat-file', '-e', `${commitSha}^{commit}`], { directory, isOffline: true });
  return code === 0;
};

/** @returns whether the place has the commit, or its server did */
const fetchInto = async (git: Git, place: Place, commitSha: string): Promise<boolean> => {
  if (await hasCommit(git, place, commitSha)) return true;
  await git([...fetchOptions, '--', 'origin', commitSha], place);
  return hasCommit(git, place, commitSha);
};

/** Fetches a commit without its files into a repository of its own, where the submodule is not checked out any more. */
const fetchApart = async (
  git: Git,
  directory: string,
  commitSha: string,
  { url, environment }: FetchAddress,
): Promise<boolean> => {
  const place = { directory, environment };
  await git(['init', '--quiet', directory], { isOffline: true });
  await git(['remote', 'add', '--', 'origin', url], { directory, isOffline: true });
  if (!(await fetchInto(git, place, commitSha))) return false;
  // All manifests in one fetch, as those that the tree without files has not.
  const { stdout } = await git(['hash-object', '-t', 'tree', '/dev/null'], { directory, isOffline: true });
  await git(manifestDiff(stdout.trim(), commitSha), place);
  return true;
};

/** A commit whose submodules are looked for. */
type Parent = Place & { readonly prefix: string; readonly commitSha: string; readonly url: string };

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
  const placeOf = async (path: string, id: string, url: string | null): Promise<Place | null> => {
    const now = present.find((one) => one.path === path);
    if (now !== undefined) {
      const place = { directory: now.directory, environment: now.address.environment };
      if (await fetchInto(git, place, id)) return place;
    }
    if (url === null || url === now?.url) return null;
    for (const [index, address] of fetchAddresses(url, remotes).entries()) {
      const own = join(apart, `${count}-${index}`);
      if (await fetchApart(git, own, id, address)) return { directory: own, environment: address.environment };
    }
    return null;
  };
  for (let parent = parents.shift(); parent !== undefined; parent = parents.shift()) {
    const { prefix, url: base } = parent;
    // The repository is fetched without files: its .gitmodules may have to be fetched.
    for (const submodule of await listSubmodules(git, parent.directory, parent.commitSha, false)) {
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
