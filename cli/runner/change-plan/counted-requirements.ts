import { folderOf } from './folder-of.ts';
import type { ModuleTree } from './module-tree.ts';

/**
 * The files of some whose requirements an Odoo server needs: a requirements.txt at the root, in a folder that holds
 * modules, or in a module. One elsewhere, for instance below docs/, is for something else.
 */
export const countedRequirements = (paths: readonly string[], ...trees: readonly ModuleTree[]): readonly string[] => {
  const folders = new Set(['']);
  for (const folder of trees.flatMap((tree) => [...tree.modules.keys()])) {
    folders.add(folder).add(folderOf(folder));
  }
  return paths.filter((path) => /(^|\/)requirements\.txt$/.test(path) && folders.has(folderOf(path)));
};
