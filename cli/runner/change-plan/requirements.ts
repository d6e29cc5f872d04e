import { folderOf, type ModuleTree } from './module-tree.ts';

const doodbaDependencies = /^(?:odoo\/)?custom\/dependencies\/[^/]+\.txt$/;
const doodbaSources = /^(?:odoo\/)?custom\/src\/(?:addons|repos)\.yaml$/;

/**
 * Those of the paths that are requirements of the Odoo server: a requirements.txt at the root, in odoo/, in a folder
 * with modules, or in a module, and doodba's lists of dependencies. Others, for instance below docs/, do not count.
 */
export const requirementsIn = (paths: readonly string[], ...trees: readonly ModuleTree[]): readonly string[] => {
  const folders = new Set(['', 'odoo']);
  for (const folder of trees.flatMap((tree) => [...tree.modules.keys()])) {
    folders.add(folder).add(folderOf(folder));
  }
  return paths.filter(
    (path) => (/(^|\/)requirements\.txt$/.test(path) && folders.has(folderOf(path))) || doodbaDependencies.test(path),
  );
};

/** A warning about lists of other repositories, which doodba fetches when it builds its image. */
export const sourceWarnings = (changed: readonly string[]): readonly string[] =>
  changed
    .filter((path) => doodbaSources.test(path))
    .map((path) => `${path} changed: build the image anew. Which modules of other repositories change is not known.`);
