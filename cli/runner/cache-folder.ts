import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const unusedMs = 30 * 24 * 60 * 60_000;
const maxBytes = 100_000_000_000;

/** One cache, and when it was used last. */
type Cache = { readonly directory: string; readonly usedAt: number; readonly bytes: number };

const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => null))?.size ?? 0;

const cacheAt = async (directory: string): Promise<Cache | null> => {
  // Another runner may just have removed it.
  const found = await stat(directory).catch(() => null);
  if (found === null) return null;
  const names = await readdir(directory).catch(() => []);
  const sizes = await Promise.all(names.map((name) => sizeOf(join(directory, name))));
  return { directory, usedAt: found.mtimeMs, bytes: sizes.reduce((sum, size) => sum + size, 0) };
};

/**
 * Removes the caches of repositories that were not deployed for long, such as those that were disconnected, and those that
 * were not used for the longest where all together are too large. Nothing else of the folder is touched.
 * @param root the folder of all caches
 */
export const removeOldCaches = async (root: string, limit = maxBytes): Promise<void> => {
  const names = (await readdir(root)).filter((one) => /^[0-9a-f]{64}$/.test(one));
  const caches = (await Promise.all(names.map((name) => cacheAt(join(root, name))))).filter((one) => one !== null);
  let bytes = 0;
  for (const one of caches.sort((first, second) => second.usedAt - first.usedAt)) {
    bytes += one.bytes;
    if (bytes > limit || one.usedAt < Date.now() - unusedMs) await rm(one.directory, { recursive: true, force: true });
  }
};
