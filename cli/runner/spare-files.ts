import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Git } from './git.ts';

/** The work directory of a deployment: a repository, and where its `.git` is. */
export type WorkRepository = { readonly git: Git; readonly directory: string };

/** A file of a pack, under the name that it has once it is whole. */
export const isPack = (name: string): boolean => /^pack-[0-9a-f]{40}\.(?:pack|idx|promisor)$/.test(name);
const isSpare = (name: string): boolean => /^[0-9a-f]{40}\.spare$/.test(name);

const sparesIn = async (cache: string): Promise<string[]> => (await readdir(cache).catch(() => [])).filter(isSpare);

/** @throws Error with git's message if it fails */
const ran = async (git: Git, args: readonly string[], directory: string): Promise<string> => {
  const { code, stdout, stderr } = await git(args, { directory, isOffline: true });
  if (code !== 0) throw new Error(`git ${args[0]} failed: ${stderr.trim()}`);
  return stdout;
};

/**
 * Lays out the files of a commit in a cache, for the deployment after this one: git then writes only what differs. The
 * repository that they are laid out with is made here, of the packs of the cache, and goes again: no deploy command has
 * written to it.
 * @param cache the folder with the packs @param git with the runner's own configuration
 * @throws Error of the system, or with git's message
 */
export const layOutSpare = async (git: Git, cache: string, commitSha: string): Promise<void> => {
  const place = join(cache, `${randomUUID()}.new`);
  const files = join(place, 'files');
  const repository = join(files, '.git');
  await mkdir(place, { mode: 0o700 });
  await mkdir(files);
  try {
    await ran(git, ['init', '--quiet'], files);
    for (const name of await readdir(cache)) {
      if (isPack(name)) await link(join(cache, name), join(repository, 'objects/pack', name));
    }
    await ran(git, ['checkout', '--quiet', '--force', '--detach', commitSha], files);
    const index = join(place, 'index');
    await rename(join(repository, 'index'), index);
    await rm(repository, { recursive: true });
    // Git reads again what was written in the same second as its index.
    const later = new Date((await stat(index)).mtimeMs + 2000);
    await utimes(index, later, later);
    for (const old of await sparesIn(cache)) await rm(join(cache, old), { recursive: true, force: true });
    await rename(place, join(cache, `${commitSha}.spare`));
  } finally {
    await rm(place, { recursive: true, force: true });
  }
};

/** Whether files that did not change between two commits are written in the same way: what converts them did not either. */
const isWrittenAlike = async (git: Git, one: string, other: string): Promise<boolean> => {
  const args = ['diff-tree', '-r', '--name-only', one, other, '--', ':(top,glob)**/.gitattributes'];
  const { code, stdout } = await git(args, { isOffline: true });
  return code === 0 && stdout === '';
};

/**
 * Moves the spare files of a cache into an empty work directory, which has the objects of the cache. A checkout then
 * compares each of them with its size, inode and times, and writes those that differ.
 * @returns whether there were any. One runner alone gets them
 */
export const takeSpare = async (
  { git, directory }: WorkRepository,
  cache: string,
  commitSha: string,
): Promise<boolean> => {
  const [name] = await sparesIn(cache);
  if (name === undefined || !(await isWrittenAlike(git, name.slice(0, 40), commitSha))) return false;
  const [taken, files] = [join(directory, '.git/spare'), `${directory}.files`];
  try {
    await rename(join(cache, name), taken);
    await rename(join(taken, 'files'), files);
    await rename(join(taken, 'index'), join(directory, '.git/index'));
  } catch {
    // Another runner has them, or they are on another disk, or not whole.
    for (const one of [taken, files]) await rm(one, { recursive: true, force: true });
    return false;
  }
  await rm(taken, { recursive: true });
  await rename(join(directory, '.git'), join(files, '.git'));
  await rename(files, directory);
  // What is not of the commit.
  if ((await git(['clean', '-ffdxq'], { isOffline: true })).code === 0) return true;
  // The index is damaged.
  const names = (await readdir(directory)).filter((one) => one !== '.git');
  for (const one of [...names, '.git/index']) await rm(join(directory, one), { recursive: true, force: true });
  return false;
};
