import { type ManifestReading, manifestNames } from './manifest.ts';

/** An Odoo module in one commit. */
export type OdooModule = {
  /** Its folder from the root of the repository; empty where the repository itself is the module. */
  readonly folder: string;
  /** The last part of the folder; the repository's name for the root. */
  readonly name: string;
  readonly manifestPath: string;
  readonly reading: ManifestReading;
  /** The object id of each file, by its path in the module. */
  readonly files: ReadonlyMap<string, string>;
};

/** The Odoo modules of one commit. */
export type ModuleTree = {
  /** By folder. */
  readonly modules: ReadonlyMap<string, OdooModule>;
  /** The object id of each file of the commit and of its submodules, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** The commit of each submodule, by path. */
  readonly submodules: ReadonlyMap<string, string>;
  /** The paths of those submodules whose files are not known. */
  readonly unread: ReadonlySet<string>;
  /** The number of modules above the limit, which were not read. */
  readonly leftOut: number;
};

/** The tree of no commit. */
export const emptyTree: ModuleTree = {
  modules: new Map(),
  files: new Map(),
  submodules: new Map(),
  unread: new Set(),
  leftOut: 0,
};

/** The folder of a Git path; the empty text for the root. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** The keys whose values differ between two maps, in both directions, sorted. */
export const differingKeys = (
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key)).sort();

/** Calls `visit` with the folder of a path and the folders above it, the nearest first, until it returns true. */
const upwards = (path: string, visit: (folder: string) => boolean): void => {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    if (visit(folder) || folder === '') return;
  }
};

/**
 * The manifests by module folder. A module within a module, for instance for its tests, is part of that: Odoo looks for
 * modules only in the folders of its addons path. The root may hold a module beside others.
 */
export const manifestsOf = (files: ReadonlyMap<string, string>): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const name of manifestNames) {
    for (const path of files.keys()) {
      const folder = folderOf(path);
      const isManifest = path === (folder === '' ? name : `${folder}/${name}`);
      if (isManifest && !found.has(folder)) found.set(folder, path);
    }
  }
  const isNested = (folder: string): boolean => {
    let nested = false;
    upwards(folder, (above) => {
      nested = above !== '' && above !== folder && found.has(above);
      return nested;
    });
    return nested;
  };
  return new Map([...found].filter(([folder]) => !isNested(folder)));
};

/** The files of each folder in `folders`, by their path in it. A file belongs to the nearest one. */
const filesByModule = (
  files: ReadonlyMap<string, string>,
  folders: ReadonlySet<string>,
): ReadonlyMap<string, ReadonlyMap<string, string>> => {
  const grouped = new Map<string, Map<string, string>>([...folders].map((folder) => [folder, new Map()]));
  for (const [path, id] of files) {
    upwards(path, (folder) => {
      const group = grouped.get(folder);
      group?.set(folder === '' ? path : path.slice(folder.length + 1), id);
      return group !== undefined;
    });
  }
  return grouped;
};

/**
 * The modules of one commit.
 * @param commit its files and submodules, also those of submodules; `rootModule` is the module's name where the repository
 * itself is one
 * @param readingOf reads the manifest at a path
 */
export const moduleTreeOf = (
  commit: Pick<ModuleTree, 'files' | 'submodules' | 'unread'> & {
    readonly rootModule: string;
    readonly maxModules: number;
  },
  readingOf: (path: string) => ManifestReading,
): ModuleTree => {
  const { files, submodules, unread, rootModule, maxModules } = commit;
  const manifests = [...manifestsOf(files)];
  const grouped = filesByModule(files, new Set(manifests.map(([folder]) => folder)));
  const modules = manifests.slice(0, maxModules).map(([folder, manifestPath]): [string, OdooModule] => [
    folder,
    {
      folder,
      name: folder === '' ? rootModule : folder.slice(folder.lastIndexOf('/') + 1),
      manifestPath,
      reading: readingOf(manifestPath),
      files: grouped.get(folder) ?? new Map(),
    },
  ]);
  return { modules: new Map(modules), files, submodules, unread, leftOut: manifests.length - modules.length };
};
