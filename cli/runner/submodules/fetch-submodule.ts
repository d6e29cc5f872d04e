import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { DeployFailure } from '../deploy-failure.ts';
import { addOrigin, fetchId } from '../fetch-commit.ts';
import { type Git, gitAt } from '../git.ts';
import type { KeptObjects } from '../kept-objects.ts';
import type { FetchAddress } from './fetch-addresses.ts';
import type { ListedSubmodule } from './list-submodules.ts';
import { whyMissing } from './submodule-failure.ts';

/** Where the files and the objects of a submodule go. */
export type SubmodulePlace = {
  /** The work tree that has the submodule. */
  readonly parent: string;
  readonly directory: string;
  /** Not there yet. Below the `.git` of the repository, so that the files of a submodule hold a link to it alone. */
  readonly gitDirectory: string;
};

/** A submodule whose commit is checked out. */
export type FetchedSubmodule = {
  /** Where it was fetched. */
  readonly address: FetchAddress;
  /** Where its server can be asked what it still has; null where nothing was kept of it. */
  readonly probe: string | null;
};

type Attempt =
  | { readonly probe: string | null }
  /** What git says, and whether the repository was reached: then no other address has more. */
  | { readonly said: string; readonly isReached: boolean };

const clear = ({ directory, gitDirectory }: SubmodulePlace): void => {
  for (const one of [directory, gitDirectory]) rmSync(one, { recursive: true, force: true });
  mkdirSync(directory);
  mkdirSync(dirname(gitDirectory), { recursive: true });
};

/** Fetches the commit of a submodule from one address, without the files of others, and checks it out. */
const fetchFrom = async (
  git: Git,
  { parent, directory, gitDirectory }: SubmodulePlace,
  { commitSha }: ListedSubmodule,
  { url, environment }: FetchAddress,
  kept: KeptObjects,
): Promise<Attempt> => {
  const made = await git(['init', '--quiet', `--separate-git-dir=${gitDirectory}`, '--', directory], {
    directory: parent,
    isOffline: true,
  });
  if (made.code !== 0) return { said: made.stderr, isReached: true };
  // Relative, so that the files can be copied or moved together.
  writeFileSync(join(directory, '.git'), `gitdir: ${relative(directory, gitDirectory)}\n`);
  const own = gitAt(git, { directory, environment });
  await addOrigin(own, url);
  const probe = await kept.seed({ git: own, gitDirectory }, url);
  try {
    const found = await fetchId(own, { probe, sshUrl: url }, commitSha);
    if (found === null) return { said: `The repository did not contain ${commitSha}`, isReached: true };
    const { code, stderr } = await own(['checkout', '--quiet', '--force', '--detach', found]);
    return code === 0 ? { probe } : { said: stderr, isReached: true };
  } catch (error) {
    if (error instanceof DeployFailure) return { said: error.detail ?? error.reason, isReached: false };
    throw error;
  }
};

/**
 * Fetches a submodule, from the first of its addresses that has it, and checks its commit out. Where none has, its folder
 * stays empty.
 * @returns where it was fetched, or why it was not
 */
export const fetchSubmodule = async (
  git: Git,
  place: SubmodulePlace,
  submodule: ListedSubmodule,
  addresses: readonly FetchAddress[],
  kept: KeptObjects,
): Promise<FetchedSubmodule | { readonly why: string }> => {
  const answers: string[] = [];
  for (const address of addresses) {
    clear(place);
    const attempt = await fetchFrom(git, place, submodule, address, kept);
    if ('probe' in attempt) {
      // For git's own commands: the submodule is one that is used.
      for (const name of submodule.names) {
        const setting = ['config', '--local', `submodule.${name}.url`, address.url];
        await git(setting, { directory: place.parent, isOffline: true });
      }
      return { address, probe: attempt.probe };
    }
    answers.push(attempt.said);
    if (attempt.isReached) break;
  }
  clear(place);
  return { why: whyMissing(answers) };
};
