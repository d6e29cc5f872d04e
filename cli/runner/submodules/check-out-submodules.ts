import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { SubmoduleSource } from '../change-plan/change-plan-of.ts';
import { type Git, gitAt } from '../git.ts';
import type { KeptObjects } from '../kept-objects.ts';
import type { Tree } from '../lfs.ts';
import { fetchAddresses, type Remotes } from './fetch-addresses.ts';
import { type FetchedSubmodule, fetchSubmodule } from './fetch-submodule.ts';
import { listSubmodules } from './list-submodules.ts';
import { submoduleUrl } from './remote-address.ts';
import type { MissingSubmodule } from './submodule-failure.ts';

// The depth of nested submodules. Known repositories have at most two levels.
const maxDepth = 5;
export const maxSubmodules = 200;

/** A submodule that is checked out. */
export type PresentSubmodule = SubmoduleSource &
  FetchedSubmodule & {
    readonly directory: string;
    /** Not relative, as `.gitmodules` names it. */
    readonly url: string;
  };

export type Submodules = {
  readonly present: readonly PresentSubmodule[];
  readonly missing: readonly MissingSubmodule[];
};

/** A work tree whose submodules are looked for. */
type Parent = Pick<Tree, 'directory' | 'prefix'> & {
  readonly commitSha: string;
  readonly url: string;
  readonly depth: number;
};

/** Whether a path is a real directory at its place, not a link to elsewhere. */
const isInPlace = (directory: string, path: string): boolean => {
  const place = join(directory, path);
  return existsSync(place) && realpathSync(place) === join(realpathSync(directory), path);
};

/**
 * Checks out the submodules of a commit, and those within them, that a key opens or that are public.
 * @param commitSha the commit that is checked out in the directory
 * @param kept what earlier deployments have left of them
 */
export const checkOutSubmodules = async (
  git: Git,
  directory: string,
  commitSha: string,
  remotes: Remotes,
  kept: KeptObjects,
): Promise<Submodules> => {
  const parents: Parent[] = [{ directory, prefix: '', commitSha, url: remotes.repository.sshUrl, depth: 0 }];
  const [present, missing]: [PresentSubmodule[], MissingSubmodule[]] = [[], []];
  for (let parent = parents.shift(); parent !== undefined; parent = parents.shift()) {
    const { directory: place, prefix, depth } = parent;
    const at = gitAt(git, { directory: place, environment: {} });
    for (const submodule of await listSubmodules(at, parent.commitSha, true)) {
      const path = `${prefix}${submodule.path}`;
      if (present.length + missing.length >= maxSubmodules) {
        missing.push({
          path,
          url: null,
          commitSha: submodule.commitSha,
          why: `and those after it are more than the ${maxSubmodules} submodules that are fetched`,
        });
        return { present, missing };
      }
      const url = submodule.url === null ? null : submoduleUrl(parent.url, submodule.url);
      const stays = (why: string) => missing.push({ path, url, commitSha: submodule.commitSha, why });
      if (url === null) {
        stays('is a submodule, but .gitmodules names no URL for it. Add it there, or remove it with git rm --cached');
        continue;
      }
      if (depth === maxDepth) {
        stays(`is more than ${maxDepth} submodules deep`);
        continue;
      }
      if (!isInPlace(place, submodule.path)) {
        stays('has a link in its path');
        continue;
      }
      const addresses = fetchAddresses(url, remotes);
      if (addresses.length === 0) {
        stays('has a URL that is neither https:// nor SSH. Correct it in .gitmodules');
        continue;
      }
      const own = join(place, submodule.path);
      const gitDirectory = join(directory, '.git/modules', String(present.length + missing.length));
      const fetched = await fetchSubmodule(
        git,
        { parent: place, directory: own, gitDirectory },
        submodule,
        addresses,
        kept,
      );
      if ('why' in fetched) {
        stays(fetched.why);
        continue;
      }
      present.push({ path, url, commitSha: submodule.commitSha, directory: own, gitDirectory, ...fetched });
      parents.push({ directory: own, prefix: `${path}/`, commitSha: submodule.commitSha, url, depth: depth + 1 });
    }
  }
  return { present, missing };
};
