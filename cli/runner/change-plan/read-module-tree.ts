import type { Git } from './git-in.ts';
import { type ManifestReading, readManifest } from './manifest.ts';
import { type ModuleTree, manifestsOf, moduleTreeOf } from './module-tree.ts';
import { readBlobs } from './read-blobs.ts';
import { maxLiteralLength } from './read-python-literal.ts';

// With names of 64 characters, this many still fit into one environment variable, which takes 128 KB on Linux.
const maxModules = 2000;

/** A commit that holds files of a tree: that of the repository, or of one of its submodules. */
export type TreeSource = {
  readonly git: Git;
  readonly commitSha: string;
  /** Where the submodule is; empty for the repository itself. */
  readonly path: string;
};

type Listing = Pick<ModuleTree, 'files' | 'submodules'> & { readonly git: Git };

const listingOf = async ({ git, commitSha, path: at }: TreeSource): Promise<Listing> => {
  const listing = await git(['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', commitSha]);
  const prefix = at === '' ? '' : `${at}/`;
  const [files, submodules] = [new Map<string, string>(), new Map<string, string>()];
  for (const line of listing.toString('utf8').split('\0')) {
    // "<mode> <type> <id>\t<path>"; 100… is a file, 120000 a symbolic link, 160000 a submodule
    const [, kind, id, path] = /^(100|120|160)\d{3} (?:blob|commit) ([0-9a-f]+)\t([\s\S]+)$/.exec(line) ?? [];
    if (id === undefined || path === undefined) continue;
    // A mode counts as content where it makes a link of a file.
    if (kind === '160') submodules.set(`${prefix}${path}`, id);
    else files.set(`${prefix}${path}`, kind === '120' ? `link ${id}` : id);
  }
  return { git, files, submodules };
};

/** Reads the manifests at the paths. @returns what they say, by path */
const readingsOf = async ({ git, files }: Listing, paths: readonly string[]): Promise<[string, ManifestReading][]> => {
  const idOf = (path: string): string => files.get(path) ?? '';
  const contents = await readBlobs(git, paths.map(idOf), maxLiteralLength);
  const readings = new Map([...contents].map(([id, file]): [string, ManifestReading] => [id, readManifest(file)]));
  return paths.map((path) => [path, readings.get(idOf(path)) ?? { problem: 'it is too large, or a link' }]);
};

/**
 * Reads the modules of one commit and of its submodules with their manifests, up to 2,000.
 * @param sources the repository first, then those of its submodules that are there
 * @param rootModule the module's name where the repository itself is one
 */
export const readModuleTree = async (sources: readonly TreeSource[], rootModule: string): Promise<ModuleTree> => {
  const listings: Listing[] = [];
  for (const source of sources) listings.push(await listingOf(source));
  const files = new Map(listings.flatMap((listing) => [...listing.files]));
  const submodules = new Map(listings.flatMap((listing) => [...listing.submodules]));
  const read = new Set(sources.map(({ path }) => path));
  const unread = new Set([...submodules.keys()].filter((path) => !read.has(path)));
  const manifests = [...manifestsOf(files).values()].slice(0, maxModules);
  const readings = new Map<string, ManifestReading>();
  for (const listing of listings) {
    const own = manifests.filter((path) => listing.files.has(path));
    for (const [path, reading] of await readingsOf(listing, own)) readings.set(path, reading);
  }
  return moduleTreeOf(
    { files, submodules, unread, rootModule, maxModules },
    (path) => readings.get(path) ?? { problem: 'it was not read' },
  );
};
