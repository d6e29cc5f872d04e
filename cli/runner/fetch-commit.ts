import { DeployFailure } from './deploy-failure.ts';
import { fetchFailure, isUnopened } from './fetch-failure.ts';
import type { Git, GitAnswer } from './git.ts';

/** The commit that a deployment needs. */
export type Wanted = {
  readonly sshUrl: string;
  readonly branch: string | null;
  readonly tag: string | null;
  /** The full id, or Bitbucket's first 12 digits; null if unknown. */
  readonly commitSha: string | null;
  /** Whether the commit must still be in the branch: true for push, merge and reconcile. */
  readonly mustBeInBranch: boolean;
  /** Where the repository has objects of earlier deployments: an empty folder, to ask whether the server still has some. */
  readonly probe: string | null;
};

const full = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const head = 'refs/ocore/wanted';
/** For every fetch: commits and trees; files are fetched when they are checked out. */
export const fetchOptions = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--filter=blob:none'];

const fetch = (git: Git, ...refspecs: readonly string[]) => git([...fetchOptions, '--', 'origin', ...refspecs]);

/** Resolves a name or an id in the local repository. @returns null if it is not there */
const commitOf = async (git: Git, name: string): Promise<string | null> => {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  const { code, stdout } = await git(args, { isOffline: true });
  return code === 0 ? stdout.trim() : null;
};

/** @returns whether the server has the branch or tag @throws DeployFailure if the fetch fails */
const fetchRef = async (git: Git, ref: string): Promise<boolean> => {
  const answer = await fetch(git, `+${ref}:${head}`);
  if (answer.code === 0) return true;
  if (/couldn't find remote ref/i.test(answer.stderr)) return false;
  throw fetchFailure(answer);
};

const isAncestor = async (git: Git, commit: string, of: string): Promise<boolean> =>
  (await git(['merge-base', '--is-ancestor', commit, of], { isOffline: true })).code === 0;

/** Whether a branch or tag that was fetched just now holds a commit. */
const isHeld = async (git: Git, commit: string): Promise<boolean> => {
  const args = ['for-each-ref', '--count=1', `--contains=${commit}`, 'refs/ocore/heads/', 'refs/ocore/tags/'];
  const { code, stdout } = await git(args, { isOffline: true });
  return code === 0 && stdout !== '';
};

/**
 * Whether the server gives out a commit. It is asked from an empty repository: into one that has the commit git fetches
 * nothing, and asks nobody.
 */
const isServed = async (
  git: Git,
  { probe, sshUrl }: Pick<Wanted, 'probe' | 'sshUrl'>,
  id: string,
): Promise<boolean> => {
  if (probe === null) return true;
  await git(['init', '--quiet'], { isOffline: true, directory: probe });
  const args = ['fetch', '--quiet', '--no-tags', '--depth=1', '--filter=tree:0', '--', sshUrl, id];
  return (await git(args, { directory: probe })).code === 0;
};

/**
 * Fetches a commit by its id: alone, if the server supports that, otherwise with all branches and tags.
 * @returns null if the server does not have it
 * @throws DeployFailure if the fetch fails
 */
export const fetchId = async (
  git: Git,
  wanted: Pick<Wanted, 'probe' | 'sshUrl'>,
  id: string,
): Promise<string | null> => {
  if (full.test(id) && (await isServed(git, wanted, id))) {
    const alone = await fetch(git, id);
    if (alone.code === 0) return commitOf(git, id);
    if (isUnopened(alone)) throw fetchFailure(alone);
  }
  const all = await fetch(git, '+refs/heads/*:refs/ocore/heads/*', '+refs/tags/*:refs/ocore/tags/*');
  if (all.code !== 0) throw fetchFailure(all);
  const commit = await commitOf(git, id);
  return commit !== null && (wanted.probe === null || (await isHeld(git, commit))) ? commit : null;
};

const gone = (text: string): DeployFailure => new DeployFailure(text, { status: 'superseded' });

/** Names the server that a repository is fetched from. */
export const addOrigin = (git: Git, url: string): Promise<GitAnswer> =>
  git(['remote', 'add', '--', 'origin', url], { isOffline: true });

/** Makes an empty repository. @throws DeployFailure if git does not work */
export const initRepository = async (git: Git, sshUrl: string): Promise<void> => {
  const made = await git(['init', '--quiet'], { isOffline: true });
  if (made.code !== 0) {
    throw new DeployFailure('The runner cannot use git on its host. Check that git 2.31 or newer is on its PATH.', {
      detail: made.stderr.trim(),
    });
  }
  await addOrigin(git, sshUrl);
};

/**
 * Fetches exactly the needed commit, without files (the checkout fetches those). The server is asked for it also where the
 * repository has it from an earlier deployment: what the server has no more is not deployed.
 * @returns its full id
 * @throws DeployFailure if it is no longer in the branch, or cannot be fetched
 */
export const fetchCommit = async (git: Git, wanted: Wanted): Promise<string> => {
  const { branch, tag, commitSha } = wanted;
  const ref = branch !== null ? `refs/heads/${branch}` : tag !== null ? `refs/tags/${tag}` : null;
  const hasRef = ref !== null && (await fetchRef(git, ref));
  if (wanted.mustBeInBranch && branch !== null && !hasRef) {
    throw gone(`branch_not_found: ${branch} is not in the repository any more.`);
  }
  if (commitSha === null) {
    const newest = hasRef ? await commitOf(git, head) : null;
    if (newest !== null) return newest;
    throw new DeployFailure(`branch_not_found: ${branch ?? tag ?? 'The commit'} is not in the repository.`);
  }
  const [here, isInRef] = hasRef
    ? await Promise.all([commitOf(git, commitSha), isAncestor(git, commitSha, head)])
    : [null, false];
  if (wanted.mustBeInBranch && branch !== null) {
    if (here !== null && isInRef) return here;
    throw gone(`The commit ${commitSha} is not in ${branch} any more: the branch was changed after the push.`);
  }
  const isKnown = wanted.probe === null || isInRef;
  const found = here !== null && isKnown ? here : await fetchId(git, wanted, commitSha);
  if (found !== null) return found;
  throw new DeployFailure(
    `The commit ${commitSha} is not in the repository. Deploy one that its branches or tags hold.`,
  );
};

/**
 * Fetches the previously deployed commit for the comparison.
 * @param deployed the commit that is deployed now
 * @returns null if the server does not have it any more
 */
export const fetchPrevious = async (
  git: Git,
  wanted: Pick<Wanted, 'probe' | 'sshUrl'>,
  commitSha: string | null,
  deployed: string,
): Promise<string | null> => {
  if (commitSha === null || !full.test(commitSha)) return null;
  const here = await commitOf(git, commitSha);
  if (here !== null && (wanted.probe === null || (await isAncestor(git, here, deployed)))) return here;
  if (!(await isServed(git, wanted, commitSha))) return null;
  return (await fetch(git, commitSha)).code === 0 ? commitOf(git, commitSha) : null;
};
