import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { copyWhole } from './copy-whole.ts';

/** What the files of Git LFS of one repository may have together in its cache. */
const defaultLimit = 10_000_000_000;

const isKept = (name: string): boolean => /^[0-9a-f]{64}\.lfs$/.test(name);
const nameOf = (id: string): string => `${id}.lfs`;

/** Where Git LFS has the objects of a repository. Source: docs/design/deployments.md, "Objects kept between deployments". */
export const lfsStorage = (gitDirectory: string): string => join(gitDirectory, 'lfs');
const placeOf = (gitDirectory: string, id: string): string =>
  join(lfsStorage(gitDirectory), 'objects', id.slice(0, 2), id.slice(2, 4), id);

const sha256Of = async (file: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
};

/**
 * Puts kept files of Git LFS into a repository, so that they are not fetched. What is damaged is removed, and fetched.
 * @param cache the folder of the repository's cache
 * @param ids the SHA-256 of each file, as its pointer names it
 */
export const seedLfs = async (cache: string, gitDirectory: string, ids: readonly string[]): Promise<void> => {
  for (const id of ids) {
    const [from, to] = [join(cache, nameOf(id)), placeOf(gitDirectory, id)];
    if (!existsSync(from)) continue;
    try {
      await mkdir(dirname(to), { recursive: true });
      await copyWhole(from, to);
      if ((await sha256Of(to)) !== id) throw new Error(`${from} is damaged`);
      await utimes(from, new Date(), new Date());
    } catch {
      // Git LFS does not look whether an object that it finds is the one of its name.
      for (const one of [from, to]) await rm(one, { recursive: true, force: true });
    }
  }
};

/** Removes the files that were not used for the longest, until the others are within the limit. */
const removeOld = async (cache: string, limit: number): Promise<void> => {
  const names = (await readdir(cache)).filter(isKept);
  const files = await Promise.all(names.map(async (name) => ({ name, found: await stat(join(cache, name)) })));
  let bytes = 0;
  for (const { name, found } of files.sort((one, other) => other.found.mtimeMs - one.found.mtimeMs)) {
    bytes += found.size;
    if (bytes > limit) await rm(join(cache, name), { force: true });
  }
};

/**
 * Keeps the files of Git LFS that a repository has now. No key is in them.
 * @throws Error of the system
 */
export const keepLfs = async (
  cache: string,
  gitDirectory: string,
  ids: readonly string[],
  limit = defaultLimit,
): Promise<void> => {
  if (ids.length === 0) return;
  await mkdir(cache, { recursive: true, mode: 0o700 });
  for (const id of ids) {
    const [from, to] = [placeOf(gitDirectory, id), join(cache, nameOf(id))];
    if (existsSync(from) && !existsSync(to)) await copyWhole(from, to);
  }
  await removeOld(cache, limit);
};
