import type { Git } from './git-in.ts';
import { type ManifestReading, readManifest } from './manifest.ts';
import { type ModuleTree, manifestsOf, moduleTreeOf } from './module-tree.ts';
import { readBlobs } from './read-blobs.ts';
import { maxLiteralLength } from './read-python-literal.ts';

// With names of 64 characters, this many still fit into one environment variable, which takes 128 KB on Linux.
const maxModules = 2000;

type Listing = Pick<ModuleTree, 'files' | 'submodules'>;

const listingOf = async (git: Git, commitSha: string): Promise<Listing> => {
  const listing = await git(['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', commitSha]);
  const [files, submodules] = [new Map<string, string>(), new Map<string, string>()];
  for (const line of listing.toString('utf8').split('\0')) {
    // "<mode> <type> <id>\t<path>"; 100… is a file, 120000 a symbolic link, 160000 a submodule
    const [, kind, id, path] = /^(100|120|160)\d{3} (?:blob|commit) ([0-9a-f]+)\t([\s\S]+)$/.exec(line) ?? [];
    if (id === undefined || path === undefined) continue;
    // A mode counts as content where it makes a link of a file.
    if (kind === '160') submodules.set(path, id);
    else files.set(path, kind === '120' ? `link ${id}` : id);
  }
  return { files, submodules };
};

/**
 * Reads the modules of one commit with their manifests, up to 2,000.
 * @param rootModule the module's name where the repository itself is one
 */
export const readModuleTree = async (git: Git, commitSha: string, rootModule: string): Promise<ModuleTree> => {
  const { files, submodules } = await listingOf(git, commitSha);
  const manifests = [...manifestsOf(files)].slice(0, maxModules);
  const idOf = (path: string): string => files.get(path) ?? '';
  const contents = await readBlobs(
    git,
    manifests.map(([, path]) => idOf(path)),
    maxLiteralLength,
  );
  const readings = new Map([...contents].map(([id, file]): [string, ManifestReading] => [id, readManifest(file)]));
  const unread: ManifestReading = { problem: 'it is too large, or a link' };
  return moduleTreeOf({ files, submodules, rootModule, maxModules }, (path) => readings.get(idOf(path)) ?? unread);
};
