import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Git } from './git.ts';
import { lfsStorage } from './kept-lfs.ts';
import type { KeptObjects } from './kept-objects.ts';

/** What all files of Git LFS of one deployment may have together. */
const maxBytes = 10_000_000_000;
const maxPointerBytes = 1024;

const pointer =
  /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:[^\n]*\n)*?oid sha256:([0-9a-f]{64})\nsize (\d{1,15})\n/;

/** A file of Git LFS that is not there: its path in the work tree, its SHA-256, and how large it is. */
export type LfsPointer = { readonly path: string; readonly id: string; readonly bytes: number };

/** A checked-out tree. */
export type Tree = {
  readonly directory: string;
  /** Where its objects are. */
  readonly gitDirectory: string;
  /** `sub/module/`, and nothing for the root. */
  readonly prefix: string;
  /** What git needs to reach its server, beside its own environment. */
  readonly environment?: Readonly<Record<string, string>>;
};

const pointerAt = (file: string): Pick<LfsPointer, 'id' | 'bytes'> | null => {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found?.isFile() !== true || found.size > maxPointerBytes) return null;
  const [, id, size] = pointer.exec(readFileSync(file, 'utf8')) ?? [];
  return id === undefined ? null : { id, bytes: Number(size) };
};

/** The files of a tree that are pointers, by the attributes that the commit itself gives them. */
const pointersIn = async (git: Git, { directory, prefix }: Tree): Promise<LfsPointer[]> => {
  const { stdout } = await git(['ls-files', '-z', '--', ':(attr:filter=lfs)'], { directory, isOffline: true });
  return stdout.split('\0').flatMap((path) => {
    const found = path === '' ? null : pointerAt(join(directory, path));
    return found === null ? [] : [{ path: `${prefix}${path}`, ...found }];
  });
};

// Settings of the command line come before those of the commit's .lfsconfig, which can name another server and programs.
const settingsFor = (url: string, gitDirectory: string): string[] =>
  [
    ['lfs.url', url],
    ['lfs.storage', lfsStorage(gitDirectory)],
    ['remote.origin.lfsurl', url],
    ['lfs.fetchinclude', ''],
    ['lfs.fetchexclude', ''],
    ['lfs.standalonetransferagent', ''],
    ['lfs.basictransfersonly', 'true'],
    // Git LFS checks nothing out where these are not set.
    ['filter.lfs.clean', 'git-lfs clean -- %f'],
    ['filter.lfs.smudge', 'git-lfs smudge -- %f'],
    ['filter.lfs.process', 'git-lfs filter-process'],
    ['filter.lfs.required', 'true'],
  ].flatMap(([name, value]) => ['-c', `${name}=${value}`]);

const hostOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).hostname : null);

/** Fetches the files of one tree, from the server of the repository alone. */
const pull = async (git: Git, tree: Tree, sshUrl: string): Promise<string | null> => {
  const { directory, gitDirectory, environment = {} } = tree;
  const remote = await git(['config', '--get', 'remote.origin.url'], { directory, isOffline: true });
  const url = remote.stdout.trim();
  if (hostOf(url) === null || hostOf(url) !== hostOf(sshUrl)) return 'it is on another server than the repository';
  const { code, stderr } = await git([...settingsFor(url, gitDirectory), 'lfs', 'pull', 'origin'], {
    directory,
    environment,
  });
  return code === 0 ? null : (stderr.trim().split('\n').at(-1) ?? '');
};

/**
 * Puts the files of Git LFS in the place of their pointers, where the host has `git lfs`. Their server is the repository's.
 * What earlier deployments have fetched is not fetched again.
 * @returns the files that are still pointers
 */
export const fetchLfs = async (
  git: Git,
  trees: readonly Tree[],
  sshUrl: string,
  kept: KeptObjects,
  say: (text: string) => void,
): Promise<LfsPointer[]> => {
  const all = (await Promise.all(trees.map(async (tree) => ({ tree, pointers: await pointersIn(git, tree) })))).filter(
    ({ pointers }) => pointers.length > 0,
  );
  const pointers = all.flatMap((one) => one.pointers);
  if (pointers.length === 0) return [];
  if ((await git(['lfs', 'version'], { isOffline: true })).code !== 0) return pointers;
  const bytes = pointers.reduce((sum, one) => sum + one.bytes, 0);
  if (bytes > maxBytes) {
    say(`ocore: the files of Git LFS have ${bytes} bytes, more than ${maxBytes}: none is fetched.`);
    return pointers;
  }
  for (const { tree, pointers: own } of all) {
    const ids = [...new Set(own.map(({ id }) => id))];
    await kept.seedLfs(tree.gitDirectory, ids);
    const failure = await pull(git, tree, sshUrl);
    if (failure !== null) say(`ocore: the files of Git LFS in ${tree.prefix || '.'} could not be fetched: ${failure}`);
  }
  return (await Promise.all(all.map(({ tree }) => pointersIn(git, tree)))).flat();
};
