import { mkdtempSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Claim } from '#shared/contract/runner.ts';
import type { Git } from './git.ts';
import { type CachedRepository, ObjectCache } from './object-cache.ts';

/** A repository that has objects of earlier deployments, or is to leave some. */
type Kept = CachedRepository & {
  readonly cache: ObjectCache;
  /** The SHA-256 of each of its files of Git LFS. */
  readonly lfs: readonly string[];
};

/** The owner of kept objects: a project, with a part for each key that opens its repositories. */
export type KeptFor = Pick<Claim, 'deployKeySecretId'> & {
  readonly projectId: string;
  readonly submodules: readonly Pick<Claim['submodules'][number], 'sshUrl' | 'deployKeySecretId'>[];
};

/**
 * The objects that a deployment takes from earlier ones and leaves for later ones: of its repository, and of each of its
 * submodules.
 */
export class KeptObjects {
  readonly #root: string | null;
  readonly #owner: KeptFor;
  readonly #probes: string;
  readonly #kept = new Map<string, Kept>();

  /**
   * @param root the folder of all caches; null to fetch all anew
   * @param probes a private folder for repositories in which the server is asked what it still has
   */
  constructor(root: string | null, owner: KeptFor, probes: string) {
    this.#root = root;
    this.#owner = owner;
    this.#probes = probes;
  }

  /**
   * Puts the kept objects of a repository into an empty one.
   * @param url where it is fetched from
   * @returns an empty folder to ask the server in; null where nothing was kept
   */
  async seed(repository: CachedRepository, url: string): Promise<string | null> {
    if (this.#root === null) return null;
    const { projectId } = this.#owner;
    const cache = new ObjectCache(this.#root, { projectId, deployKeySecretId: this.#keyOf(url), url });
    this.#kept.set(repository.gitDirectory, { ...repository, cache, lfs: [] });
    return (await cache.seed(repository)) ? mkdtempSync(join(this.#probes, 'probe-')) : null;
  }

  /** Moves the files of the last commit into the empty work directory. The checkout then writes only what differs. */
  async takeFiles(git: Git, directory: string, commitSha: string): Promise<void> {
    await this.#kept.get(join(directory, '.git'))?.cache.takeSpare(git, directory, commitSha);
  }

  /** Puts the kept files of Git LFS into a repository, which is to leave them, too. @param ids the SHA-256 of each */
  async seedLfs(gitDirectory: string, ids: readonly string[]): Promise<void> {
    const kept = this.#kept.get(gitDirectory);
    if (kept === undefined) return;
    this.#kept.set(gitDirectory, { ...kept, lfs: ids });
    await kept.cache.seedLfs(gitDirectory, ids);
  }

  /** Keeps what was fetched into a repository. @returns how many bytes were new @throws Error of the system */
  async keep(gitDirectory: string, commitSha: string): Promise<number> {
    const kept = this.#kept.get(gitDirectory);
    if (kept === undefined) return 0;
    const bytes = await kept.cache.keep(kept, commitSha);
    await kept.cache.keepLfs(gitDirectory, kept.lfs);
    return bytes;
  }

  /**
   * Lays out the files of the deployed commit for the next deployment, where its folder can be moved to the work directory.
   * @throws Error of the system or of git
   */
  async layOut(git: Git, directory: string, commitSha: string): Promise<void> {
    const kept = this.#kept.get(join(directory, '.git'));
    if (this.#root === null || kept === undefined || statSync(this.#root).dev !== statSync(directory).dev) return;
    await kept.cache.layOutSpare(git, commitSha);
  }

  /** Whether objects are kept. */
  get isOn(): boolean {
    return this.#root !== null;
  }

  /** The key that opens an address: that of the submodule, that of the repository, or none. */
  #keyOf(url: string): string {
    if (!url.startsWith('ssh://')) return '';
    const { submodules, deployKeySecretId } = this.#owner;
    return submodules.find((one) => one.sshUrl === url)?.deployKeySecretId ?? deployKeySecretId;
  }
}
