import { join } from 'node:path';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { Claim } from '#shared/contract/runner.ts';
import { changePlanOf } from './change-plan/change-plan-of.ts';
import { manifestDiff } from './change-plan/manifest-diff.ts';
import type { PlannedChanges } from './change-plan/plan-changes.ts';
import { checkBranches } from './check-branches.ts';
import { checkOut } from './check-out.ts';
import { DeployFailure } from './deploy-failure.ts';
import { describeCommit } from './describe-commit.ts';
import { fetchCommit, fetchPrevious, initRepository } from './fetch-commit.ts';
import { fetchFailure } from './fetch-failure.ts';
import { gitIn } from './git.ts';
import { gitEnvironment, objectFormatOf } from './git-environment.ts';
import { KeptObjects } from './kept-objects.ts';
import { submoduleKeys, writeKeyFiles } from './key-files.ts';
import { fetchLfs } from './lfs.ts';
import { removePrivateDirectory } from './private-directory.ts';
import type { Redactor } from './redactor.ts';
import type { CommitFacts } from './runner-api.ts';
import type { PresentSubmodule } from './submodules/check-out-submodules.ts';
import { earlierSubmodules } from './submodules/earlier-submodules.ts';
import type { Remotes } from './submodules/fetch-addresses.ts';

/** Time limits in milliseconds: for one call of git, and for the whole preparation. */
const gitTimeoutMs = 15 * 60_000;
const maxMs = 60 * 60_000;

const triggersInBranch: ReadonlySet<Deployment['trigger']> = new Set(['push', 'merge', 'reconcile']);

/** A checked-out commit. */
export type Prepared = {
  readonly commitSha: string;
  readonly previousCommitSha: string | null;
  readonly planned: PlannedChanges;
  /** Lays out the files of the commit for the next deployment. It never fails, and needs neither the network nor a key. */
  readonly layOut: () => Promise<void>;
};

export type PrepareOptions = {
  readonly claim: Claim;
  /** The address of the service that the claim came from. */
  readonly apiUrl: string;
  /** Private directories for the key and for the files. */
  readonly keyDirectory: string;
  readonly sourceDirectory: string;
  /** The folder of the objects that earlier deployments have fetched; null to fetch all anew. */
  readonly cacheRoot: string | null;
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
  /** Takes what is found in the commit, as soon as it is found. */
  readonly report: (facts: CommitFacts) => void;
};

/** The last part of an address, without `.git`. */
const repositoryNameOf = (url: string): string => url.slice(url.lastIndexOf('/') + 1).replace(/\.git$/, '');

/** Keeps what was fetched for the next deployment. A disk that is full must not fail this one. */
const keepAll = async (
  kept: KeptObjects,
  repositories: readonly Pick<PresentSubmodule, 'gitDirectory' | 'commitSha'>[],
  say: PrepareOptions['say'],
): Promise<void> => {
  try {
    let bytes = 0;
    for (const one of repositories) bytes += await kept.keep(one.gitDirectory, one.commitSha);
    if (kept.isOn) say(`ocore: ${bytes} bytes of objects were new.`);
  } catch (error) {
    say(`ocore: the objects could not be kept for the next deployment: ${(error as Error).message}`);
  }
};

const prepareWithin = async (options: PrepareOptions): Promise<Prepared> => {
  const { claim, keyDirectory, sourceDirectory, say, report } = options;
  const { deployment, sshUrl } = claim;
  const files = await writeKeyFiles(options, claim, '');
  const format = objectFormatOf(deployment.commitSha ?? claim.previousCommitSha);
  const environment = gitEnvironment(files, process.env, format);
  const git = gitIn({
    directory: sourceDirectory,
    environment,
    signal: options.signal,
    timeoutMs: gitTimeoutMs,
    remove: [keyDirectory],
  });
  say(`ocore: fetching ${deployment.commitSha ?? deployment.branch ?? deployment.tag ?? ''} from ${sshUrl}`);
  await initRepository(git, sshUrl);
  const gitDirectory = join(sourceDirectory, '.git');
  const kept = new KeptObjects(
    // Kept objects are checked by their SHA-1.
    format === 'sha1' ? options.cacheRoot : null,
    { ...claim, projectId: deployment.projectId, submodules: claim.submodules ?? [] },
    keyDirectory,
  );
  const probe = await kept.seed({ git, gitDirectory }, sshUrl);
  const commitSha = await fetchCommit(git, {
    sshUrl,
    probe,
    branch: deployment.branch,
    tag: deployment.tag,
    commitSha: deployment.commitSha,
    mustBeInBranch: triggersInBranch.has(deployment.trigger),
  });
  report(await describeCommit(git, commitSha, deployment, options.redactor));
  await checkBranches(git, commitSha, claim.environment);
  const previousCommitSha = await fetchPrevious(git, { sshUrl, probe }, claim.previousCommitSha, commitSha);
  const remotes: Remotes = {
    repository: { sshUrl, httpsUrl: claim.httpsUrl, environment: {} },
    keys: await submoduleKeys(options, say),
  };
  const { trees, present } = await checkOut(git, sourceDirectory, commitSha, remotes, claim.environment, options, kept);
  const pointers = await fetchLfs(git, trees, sshUrl, kept, say);
  say(`ocore: checked out ${commitSha}`);
  if (previousCommitSha !== null) {
    const answer = await git(manifestDiff(previousCommitSha, commitSha));
    if (answer.code !== 0) throw fetchFailure(answer);
  }
  const before =
    previousCommitSha === null
      ? []
      : await earlierSubmodules(
          git,
          { directory: sourceDirectory, commitSha: previousCommitSha, apart: join(gitDirectory, 'earlier') },
          present,
          remotes,
        );
  await keepAll(kept, [{ gitDirectory, commitSha }, ...present], say);
  // Everything is fetched. From now on neither the network nor the key is needed.
  removePrivateDirectory(keyDirectory);
  const { odooVersion } = claim.environment;
  const planned = await changePlanOf(gitDirectory, previousCommitSha, commitSha, {
    odooVersion,
    submodules: { before, after: present },
    repositoryName: repositoryNameOf(sshUrl),
    lfsPointers: pointers.map((one) => one.path),
    environment: { ...environment, GIT_ALLOW_PROTOCOL: 'none' },
    signal: options.signal,
  });
  report({ changePlan: planned.changePlan });
  for (const warning of planned.changePlan.warnings) say(`ocore: ${warning}`);
  const layOut = (): Promise<void> =>
    kept.layOut(git, sourceDirectory, commitSha).catch((error: Error) => {
      if (!options.signal.aborted)
        say(`ocore: the files could not be laid out for the next deployment: ${error.message}`);
    });
  return { commitSha, previousCommitSha, planned, layOut };
};

/**
 * Fetches the commit with the deploy key, checks it out and makes the change plan. The key is removed before it
 * returns.
 * @throws DeployFailure with the status reason
 */
export const prepare = async (options: PrepareOptions): Promise<Prepared> => {
  const late = AbortSignal.timeout(maxMs);
  try {
    return await prepareWithin({ ...options, signal: AbortSignal.any([options.signal, late]) });
  } catch (error) {
    if (!late.aborted || options.signal.aborted) throw error;
    throw new DeployFailure(`Fetching the commit and its submodules took more than ${maxMs / 60_000} min.`, {
      cause: error,
    });
  }
};
