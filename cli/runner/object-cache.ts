import { createHash } from 'node:crypto';
import { appendFile, mkdir, open, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeOldCaches } from './cache-folder.ts';
import { copyWhole } from './copy-whole.ts';
import type { Git } from './git.ts';
import { keepLfs, seedLfs } from './kept-lfs.ts';
import { isPack, layOutSpare, takeSpare } from './spare-files.ts';

/**
 * More packs than these are repacked to one, since each deployment adds one or two. A cache with more bytes is thrown away,
 * and begins anew.
 */
const defaultLimits = { packs: 50, bytes: 20_000_000_000 };
/** What git writes of a partial clone. Later lines of a configuration win. Source: git-config(1). */
const partialClone = `[core]
	repositoryformatversion = 1
[remote "origin"]
	promisor = true
	partialclonefilter = blob:none
[extensions]
	partialClone = origin
`;
const partMs = 24 * 60 * 60_000;
const maxTips = 20;
const checksumBytes = 20;
/** Of a pack, at a time. A stream takes 64 KiB, and twice as long. */
const readBytes = 1024 * 1024;

// The index comes last: git takes a pack for there once its index is.
const rank = (name: string): number => (name.endsWith('.idx') ? 1 : 0);

/** Whether a pack or its index is whole: it ends with the SHA-1 of what comes before. Source: gitformat-pack(5). */
const isWhole = async (file: string): Promise<boolean> => {
  const handle = await open(file);
  try {
    const end = (await handle.stat()).size - checksumBytes;
    if (end < 0) return false;
    const hash = createHash('sha1');
    const part = Buffer.allocUnsafe(readBytes);
    for (let at = 0; at < end; ) {
      const { bytesRead } = await handle.read(part, 0, Math.min(readBytes, end - at), at);
      if (bytesRead === 0) return false;
      hash.update(part.subarray(0, bytesRead));
      at += bytesRead;
    }
    const { buffer } = await handle.read(Buffer.alloc(checksumBytes), 0, checksumBytes, end);
    return hash.digest().equals(buffer);
  } finally {
    await handle.close();
  }
};

const packsOf = async (directory: string): Promise<string[]> =>
  (await readdir(directory).catch(() => [])).filter(isPack).sort((one, other) => rank(one) - rank(other));

/** A repository of a deployment: git in its work tree, and its `.git` folder. */
export type CachedRepository = { readonly git: Git; readonly gitDirectory: string };

/** The owner of a cache. Two owners never share one. */
export type CacheOwner = {
  readonly projectId: string;
  /** The key that opens the repository; empty for none. */
  readonly deployKeySecretId: string;
  /** Where it is fetched from. */
  readonly url: string;
};

/**
 * Keeps the objects that deployments of one repository have fetched, so that the next one fetches only what is new, and the
 * files of the last commit. It holds no key, no configuration and no refs: whether a commit may be deployed is asked of the
 * server each time. All that it holds appears whole, so that several runners may share it without a lock.
 * Source: docs/design/deployments.md, "Objects kept between deployments".
 */
export class ObjectCache {
  readonly #root: string;
  readonly #directory: string;
  readonly #limits: typeof defaultLimits;
  readonly #seeded = new Set<string>();

  /** @param root the folder of all caches */
  constructor(root: string, { projectId, deployKeySecretId, url }: CacheOwner, limits = defaultLimits) {
    this.#root = root;
    this.#limits = limits;
    const parts = [projectId, deployKeySecretId, url];
    this.#directory = join(root, createHash('sha256').update(JSON.stringify(parts)).digest('hex'));
  }

  /** Puts what is kept into an empty repository. @returns whether there is any. A cache that is not whole is removed */
  async seed({ git, gitDirectory }: CachedRepository): Promise<boolean> {
    const target = join(gitDirectory, 'objects/pack');
    const names = await packsOf(this.#directory);
    if (names.length === 0) return false;
    await mkdir(target, { recursive: true });
    try {
      const take = async (name: string): Promise<void> => {
        await copyWhole(join(this.#directory, name), join(target, name));
        if (!name.endsWith('.promisor') && !(await isWhole(join(target, name))))
          throw new Error(`${name} is not whole`);
      };
      // Each has ended before the folder is removed.
      const taken = await Promise.allSettled(names.map(take));
      for (const one of taken) if (one.status === 'rejected') throw one.reason;
    } catch {
      // Damaged, or just being replaced by another runner.
      await rm(target, { recursive: true, force: true });
      await mkdir(target);
      await this.remove();
      return false;
    }
    for (const name of names) this.#seeded.add(name);
    await appendFile(join(gitDirectory, 'config'), partialClone);
    // Git names these commits to the server, which sends only what they lack.
    const tips = await this.#tips();
    const input = tips.map((id) => `create refs/ocore/kept/${id} ${id}\n`).join('');
    if ((await git(['update-ref', '--stdin'], { isOffline: true, input })).code === 0) return true;
    // All or none: a commit whose objects another runner has just removed must not take the others with it.
    for (const id of tips) await git(['update-ref', `refs/ocore/kept/${id}`, id], { isOffline: true });
    return true;
  }

  /** Keeps what a deployment has fetched. @returns how many bytes were new @throws Error of the system */
  async keep({ git, gitDirectory }: CachedRepository, commitSha: string): Promise<number> {
    const packs = join(gitDirectory, 'objects/pack');
    let names = await packsOf(packs);
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(packs, name))).size));
    const fetched = names.reduce((sum, name, at) => sum + (this.#seeded.has(name) ? 0 : (sizes[at] ?? 0)), 0);
    const isFull = sizes.reduce((sum, size) => sum + size, 0) > this.#limits.bytes;
    const isMany = names.filter((name) => name.endsWith('.pack')).length > this.#limits.packs;
    if (isMany) {
      await git(['repack', '-a', '-d', '--quiet'], { isOffline: true });
      names = await packsOf(packs);
    }
    if (isFull || isMany) await this.remove();
    if (!isFull) {
      await mkdir(this.#directory, { recursive: true, mode: 0o700 });
      const there = new Set(await packsOf(this.#directory));
      for (const name of names.filter((one) => !there.has(one))) {
        await copyWhole(join(packs, name), join(this.#directory, name));
      }
      await this.#keepTip(commitSha);
      await utimes(this.#directory, new Date(), new Date());
    }
    await this.#removeParts();
    await removeOldCaches(this.#root);
    return fetched;
  }

  /** Moves the files of the last commit into an empty work directory. @returns whether there are any */
  takeSpare(git: Git, directory: string, commitSha: string): Promise<boolean> {
    return takeSpare({ git, directory }, this.#directory, commitSha);
  }

  /** Lays out the files of a commit that is kept, for the next deployment. @throws Error of the system or of git */
  layOutSpare(git: Git, commitSha: string): Promise<void> {
    return layOutSpare(git, this.#directory, commitSha);
  }

  /** Puts the kept files of Git LFS into the repository. @param ids the SHA-256 of each */
  seedLfs(gitDirectory: string, ids: readonly string[]): Promise<void> {
    return seedLfs(this.#directory, gitDirectory, ids);
  }

  /** Keeps files of Git LFS. @throws Error of the system */
  keepLfs(gitDirectory: string, ids: readonly string[]): Promise<void> {
    return keepLfs(this.#directory, gitDirectory, ids);
  }

  async remove(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** The commits that are kept, the newest first. One file each: runners that end together overwrite none of another. */
  async #tips(): Promise<string[]> {
    const names = (await readdir(this.#directory).catch(() => [])).filter((name) => /^[0-9a-f]{40}\.tip$/.test(name));
    const times = await Promise.all(names.map(async (name) => [name, await this.#usedAt(name)] as const));
    return times.sort(([, one], [, other]) => other - one).map(([name]) => name.slice(0, -'.tip'.length));
  }

  async #keepTip(commitSha: string): Promise<void> {
    await writeFile(join(this.#directory, `${commitSha}.tip`), '', { mode: 0o600 });
    for (const id of (await this.#tips()).slice(maxTips)) {
      await rm(join(this.#directory, `${id}.tip`), { force: true });
    }
  }

  /** When a file was written last, in milliseconds. 0: another runner has just removed it. */
  async #usedAt(name: string): Promise<number> {
    return (await stat(join(this.#directory, name)).catch(() => ({ mtimeMs: 0 }))).mtimeMs;
  }

  /** Removes what a runner that was killed has begun. */
  async #removeParts(): Promise<void> {
    for (const name of (await readdir(this.#directory).catch(() => [])).filter((one) => one.endsWith('.new'))) {
      if ((await this.#usedAt(name)) < Date.now() - partMs) {
        await rm(join(this.#directory, name), { recursive: true, force: true });
      }
    }
  }
}
