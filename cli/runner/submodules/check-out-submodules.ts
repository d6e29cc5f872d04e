import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { SubmoduleSource } from '../change-plan/change-plan-of.ts';
import type { Git, GitAnswer } from '../git.ts';
import type { Tree } from '../lfs.ts';
import { type FetchAddress, fetchAddresses, type Remotes } from './fetch-addresses.ts';
import { type ListedSubmodule, listSubmodules } from './list-submodules.ts';
import { submoduleUrl } from './remote-address.ts';
import { type MissingSubmodule, whyMissing } from './submodule-failure.ts';

// The depth of nested submodules. Known repositories have at most two levels.
const maxDepth = 5;
export const maxSubmodules = 200;

/** A submodule that is checked out. */
export type PresentSubmodule = SubmoduleSource & {
  readonly directory: string;
  /** Not relative, as `.gitmodules` names it. */
  readonly url: string;
  /** Where it was fetched. */
  readonly address: FetchAddress;
};

export type Submodules = {
  readonly present: readonly PresentSubmodule[];
  readonly missing: readonly MissingSubmodule[];
};

/** A work tree whose submodules are looked for. */
type Parent = Tree & { readonly commitSha: string; readonly url: string; readonly depth: number };

/** Whether a path is a real directory at its place, not a link to elsewhere. */
const isInPlace = (directory: string, path: string): boolean => {
  const place = join(directory, path);
  return existsSync(place) && realpathSync(place) === join(realpathSync(directory), path);
};

const isCheckedOut = (directory: string, path: string): boolean =>
  existsSync(join(directory, path, '.git')) && isInPlace(directory, path);

/** Fetches one submodule from one address, and checks its commit out. */
const fetchFrom = async (
  git: Git,
  directory: string,
  { path, names }: ListedSubmodule,
  { url, environment }: FetchAddress,
): Promise<GitAnswer> => {
  for (const name of names) {
    const set = await git(['config', '--local', `submodule.${name}.url`, url], { directory, isOffline: true });
    if (set.code !== 0) return set;
  }
  // The path is taken literally, whatever characters it has.
  const update = ['submodule', '--quiet', 'update', '--init', '--force', '--checkout', '--', path];
  return git(['--literal-pathspecs', ...update], { directory, environment });
};

/** @returns where it was fetched, or why it was not */
const fetchSubmodule = async (
  git: Git,
  directory: string,
  submodule: ListedSubmodule,
  addresses: readonly FetchAddress[],
): Promise<{ readonly address: FetchAddress } | { readonly why: string }> => {
  const answers: string[] = [];
  for (const address of addresses) {
    const answer = await fetchFrom(git, directory, submodule, address);
    if (answer.code === 0 && isCheckedOut(directory, submodule.path)) return { address };
    answers.push(answer.stderr);
    // It was cloned, but has not the commit.
    if (existsSync(join(directory, submodule.path, '.git'))) break;
  }
  return { why: whyMissing(answers) };
};

/**
 * Checks out the submodules of a commit, and those within them, that a key opens or that are public.
 * @param commitSha the commit that is checked out in the directory
 */
export const checkOutSubmodules = async (
  git: Git,
  directory: string,
  commitSha: string,
  remotes: Remotes,
): Promise<Submodules> => {
  const parents: Parent[] = [{ directory, prefix: '', commitSha, url: remotes.repository.sshUrl, depth: 0 }];
  const [present, missing]: [PresentSubmodule[], MissingSubmodule[]] = [[], []];
  for (let parent = parents.shift(); parent !== undefined; parent = parents.shift()) {
    const { directory: place, prefix, depth } = parent;
    for (const submodule of await listSubmodules(git, place, parent.commitSha, true)) {
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
      const fetched = await fetchSubmodule(git, place, submodule, addresses);
      if ('why' in fetched) {
        stays(fetched.why);
        continue;
      }
      const own = join(place, submodule.path);
      const { stdout } = await git(['rev-parse', '--absolute-git-dir'], { directory: own, isOffline: true });
      const found = { path, url, commitSha: submodule.commitSha, directory: own, gitDirectory: stdout.trim() };
      present.push({ ...found, address: fetched.address });
      parents.push({ directory: own, prefix: `${path}/`, commitSha: submodule.commitSha, url, depth: depth + 1 });
    }
  }
  return { present, missing };
};
