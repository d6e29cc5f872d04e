import { folderOf } from './folder-of.ts';
import type { ModuleTree } from './module-tree.ts';

/**
 * Those of the paths that are requirements of the Odoo server: a requirements.txt at the root, in a folder with
 * modules, or in a module. Others, for instance below docs/, do not count.
 */
export const countedRequirements = (paths: readonly string[], ...trees: readonly ModuleTree[]): readonly string[] => {
  const folders = new Set(['']);
  for (const folder of trees.flatMap((tree) => [...tree.modules.keys()])) {
    folders.add(folder).add(folderOf(folder));
  }
  return paths.filter((path) => /(^|\/)requirements\.txt$/.test(path) && folders.has(folderOf(path)));
};
