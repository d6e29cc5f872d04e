import { toldByHeads } from '#shared/domain/deployments/allowed-branches.ts';
import { isFullCommit, refToResolve, requestedCommit } from '#shared/domain/deployments/approved-commit.ts';
import type { RemoteAnswers } from '#shared/domain/deployments/remote-answers.ts';
import { headIn } from '#shared/domain/deployments/remote-listing.ts';
import { commitInListing } from '#shared/domain/deployments/short-commit.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { ReadListing } from './remote-listing.ts';

/** A requested deployment, and where it shall go. */
export type Requested = {
  readonly repository: RepositoryRecord;
  readonly environment: EnvironmentRecord;
  readonly wanted: Pick<DeploymentRecord, 'branch' | 'tag' | 'commitSha' | 'keepsToBranches'> & {
    /** The first digits of a commit; `commitSha` is then null. */
    readonly digits?: string | null;
  };
};

/** Asks the remote what a request leaves open. @returns null if nothing had to be asked */
const askRemote = async (
  { repository, environment, wanted }: Requested,
  listing: ReadListing,
): Promise<RemoteAnswers | null> => {
  const { digits = null } = wanted;
  const commit = digits === null ? null : commitInListing(digits, await listing(repository));
  // Digits name the commit, whatever the branch has.
  const ref = digits === null ? refToResolve(wanted) : null;
  const head = ref === null ? null : headIn(await listing(repository), ref);
  const commitSha = commit?.kind === 'found' ? commit.commitSha : requestedCommit(wanted, head);
  const isChecked = wanted.keepsToBranches && environment.branches.length > 0 && isFullCommit(commitSha);
  const onBranches = isChecked ? toldByHeads(environment.branches, commitSha, await listing(repository)) : null;
  return commit === null && head === null && onBranches === null ? null : { commit, head, onBranches };
};

/**
 * Reads what a requested deployment needs. If the remote has to be asked, which may take seconds, the configuration is then
 * read again, so that a branch or tag that does not exist replaces nothing (D-050).
 * @returns what was read last, and the remote's answers or null if it was not asked
 */
export const readWithRemote = async <T extends Requested>(
  read: () => Promise<T>,
  listing: ReadListing,
): Promise<T & { readonly answers: RemoteAnswers | null }> => {
  const first = await read();
  if ((await askRemote(first, listing)) === null) return { ...first, answers: null };
  const again = await read();
  return { ...again, answers: await askRemote(again, listing) };
};
