import type { Git } from './git-in.ts';
import { type ManifestReading, manifestNames, readManifest } from './manifest.ts';
import { folderOf, type ModuleTree, type OdooModule } from './module-tree.ts';
import { readBlobs } from './read-blobs.ts';
import { maxLiteralLength } from './read-python-literal.ts';

// With names of 64 characters, this many still fit into one environment variable, which takes 128 KB on Linux.
const maxModules = 2000;

type Entry = { readonly id: string; readonly path: string };

const filesOf = async (git: Git, commitSha: string): Promise<readonly Entry[]> => {
  const listing = await git(['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', commitSha]);
  return listing
    .toString('utf8')
    .split('\0')
    .flatMap((line) => {
      // "<mode> <type> <id>\t<path>"; 100… is a file, 120000 a symbolic link, 160000 a submodule
      const [, id, path] = /^100\d{3} blob ([0-9a-f]+)\t([\s\S]+)$/.exec(line) ?? [];
      return id === undefined || path === undefined ? [] : [{ id, path }];
    });
};

const manifestsOf = (files: readonly Entry[]): ReadonlyMap<string, Entry> => {
  const found = new Map<string, Entry>();
  for (const name of manifestNames) {
    for (const file of files) {
      const folder = folderOf(file.path);
      // A manifest at the root has no folder that could name the module.
      if (folder !== '' && file.path === `${folder}/${name}` && !found.has(folder)) found.set(folder, file);
    }
  }
  return found;
};

/** Reads the modules of one commit with their manifests, up to 2,000. */
export const readModuleTree = async (git: Git, commitSha: string): Promise<ModuleTree> => {
  const files = await filesOf(git, commitSha);
  const manifests = [...manifestsOf(files)];
  const read = manifests.slice(0, maxModules);
  const contents = await readBlobs(
    git,
    read.map(([, { id }]) => id),
    maxLiteralLength,
  );
  const readings = new Map(
    [...contents].map(([id, content]): [string, ManifestReading] => [id, readManifest(content)]),
  );
  const tooLarge: ManifestReading = { problem: 'it is too large' };
  return {
    modules: new Map(
      read.map(([folder, { id, path }]): [string, OdooModule] => [
        folder,
        {
          folder,
          name: folder.slice(folder.lastIndexOf('/') + 1),
          manifestPath: path,
          reading: readings.get(id) ?? tooLarge,
        },
      ]),
    ),
    requirements: files.map((file) => file.path).filter((path) => /(^|\/)requirements\.txt$/.test(path)),
    leftOut: manifests.length - read.length,
  };
};
