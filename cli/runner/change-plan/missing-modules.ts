import type { ModuleTree, OdooModule } from './module-tree.ts';

// The id of the empty file: every module has some.
const emptyFile = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';

/** The share of equal files, from 0 to 1. */
const likeness = (one: OdooModule, other: OdooModule): number => {
  const contents = ({ files }: OdooModule) => new Set([...files.values()].filter((id) => id !== emptyFile));
  const [mine, theirs] = [contents(one), contents(other)];
  const largest = Math.max(mine.size, theirs.size);
  return largest === 0 ? 0 : [...mine].filter((id) => theirs.has(id)).length / largest;
};

/** Whether a module was in a submodule whose files are not known now. */
const isHidden = ({ folder }: OdooModule, { unread }: ModuleTree): boolean =>
  [...unread].some((path) => folder === path || folder.startsWith(`${path}/`));

/** Warnings about modules that the earlier commit had, and this one has not: what that means for a database. */
export const missingModuleWarnings = (before: ModuleTree, after: ModuleTree): readonly string[] => {
  const names = (tree: ModuleTree) => new Set([...tree.modules.values()].map((module) => module.name));
  const [earlier, later] = [names(before), names(after)];
  const added = [...after.modules.values()].filter((module) => !earlier.has(module.name));
  return [...before.modules.values()].flatMap((module) => {
    if (later.has(module.name) || isHidden(module, after)) return [];
    const { name } = module;
    const twin = added.find((one) => likeness(module, one) >= 0.5)?.name;
    return [
      twin === undefined
        ? `${name} was removed. Where it is installed, Odoo fails to load it: uninstall it before the deployment, which drops its columns and their data.`
        : `${name} was renamed to ${twin}. Odoo takes ${twin} for a new module: rename it in the database first (openupgradelib's rename_modules). Uninstalling ${name} drops its columns and their data.`,
    ];
  });
};
