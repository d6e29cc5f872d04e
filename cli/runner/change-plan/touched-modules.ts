import { folderOf, type ModuleTree } from './module-tree.ts';

/**
 * Assigns changed files to modules: the nearest folder upwards with a manifest in either tree.
 * @returns the changed files by module folder, relative to it
 */
export const touchedModules = (
  changedFiles: readonly string[],
  before: ModuleTree,
  after: ModuleTree,
): ReadonlyMap<string, readonly string[]> => {
  const known = new Map<string, string | null>();
  const moduleAt = (folder: string): string | null => {
    const passed: string[] = [];
    let at = folder;
    while (at !== '' && !known.has(at) && !after.modules.has(at) && !before.modules.has(at)) {
      passed.push(at);
      at = folderOf(at);
    }
    const found = at === '' ? null : (known.get(at) ?? (known.has(at) ? null : at));
    for (const one of passed) known.set(one, found);
    return found;
  };
  const touched = new Map<string, string[]>();
  for (const path of changedFiles) {
    const folder = moduleAt(folderOf(path));
    if (folder === null) continue;
    const files = touched.get(folder) ?? [];
    files.push(path.slice(folder.length + 1));
    touched.set(folder, files);
  }
  return touched;
};
