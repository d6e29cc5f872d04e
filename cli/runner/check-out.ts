import { join } from 'node:path';
import type { Claim } from '#shared/contract/runner.ts';
import { DeployFailure } from './deploy-failure.ts';
import { fetchFailure } from './fetch-failure.ts';
import type { Git } from './git.ts';
import type { KeptObjects } from './kept-objects.ts';
import type { Tree } from './lfs.ts';
import type { CommitFacts } from './runner-api.ts';
import { checkOutSubmodules, type Submodules } from './submodules/check-out-submodules.ts';
import type { Remotes } from './submodules/fetch-addresses.ts';
import { shownUrl } from './submodules/remote-address.ts';
import { reportedSubmodules } from './submodules/reported-submodules.ts';
import { describeMissing, type MissingSubmodule } from './submodules/submodule-failure.ts';

/** The checked-out files of a commit. */
export type CheckedOut = Submodules & {
  /** The work tree and those of its submodules. */
  readonly trees: readonly Tree[];
};

/** Submodules that stay empty end a deployment: Odoo would fail to load the modules in them. */
const missingFailure = (missing: readonly MissingSubmodule[]): DeployFailure => {
  const named = missing.slice(0, 3).map(describeMissing);
  const more = missing.length > 3 ? `; and ${missing.length - 3} more, which the log names` : '';
  return new DeployFailure(
    `submodule_not_fetched: ${named.join('; ')}${more}. ` +
      'To deploy without them, set allowMissingSubmodules on the environment.',
  );
};

/** Takes what is found. */
export type CheckOutNotes = {
  readonly say: (text: string) => void;
  readonly report: (facts: Pick<CommitFacts, 'submodules'>) => void;
};

/**
 * Checks out the files of a commit, with the submodules that a key opens or that are public. The log names the others.
 * @param commit its full id
 * @throws DeployFailure where the files cannot be had, or those of a submodule, unless that is allowed
 */
export const checkOut = async (
  git: Git,
  directory: string,
  commit: string,
  remotes: Remotes,
  { allowMissingSubmodules }: Pick<Claim['environment'], 'allowMissingSubmodules'>,
  { say, report }: CheckOutNotes,
  kept: KeptObjects,
): Promise<CheckedOut> => {
  await kept.takeFiles(git, directory, commit);
  const answer = await git(['checkout', '--quiet', '--force', '--detach', commit]);
  if (answer.code !== 0) throw fetchFailure(answer);
  const submodules = await checkOutSubmodules(git, directory, commit, remotes, kept);
  report({ submodules: reportedSubmodules(submodules) });
  for (const { path, url, why } of submodules.missing) {
    const what = url === null ? 'it' : shownUrl(url);
    say(`ocore: the submodule ${path} could not be fetched and stays empty: ${what} ${why}.`);
  }
  if (submodules.missing.length > 0 && !allowMissingSubmodules) throw missingFailure(submodules.missing);
  const own = submodules.present.map(
    (one): Tree => ({
      directory: one.directory,
      gitDirectory: one.gitDirectory,
      prefix: `${one.path}/`,
      environment: one.address.environment,
    }),
  );
  return { ...submodules, trees: [{ directory, gitDirectory: join(directory, '.git'), prefix: '' }, ...own] };
};
