import type { Manifest } from './manifest.ts';
import type { ModuleTree, OdooModule } from './module-tree.ts';
import { enumerated, shown } from './shown.ts';

// Folders with model classes, whose fields become columns. Controllers and tests do not change the database.
const modelFolders = new Set(['models', 'model', 'wizard', 'wizards', 'report', 'reports']);

/**
 * The changed files of a module that take effect only when the module is updated: Python files in model folders, and
 * the data and views in the manifest.
 * @param files relative to the module
 */
const databaseFiles = (files: readonly string[], before: Manifest, after: Manifest): readonly string[] =>
  files.filter((file) => {
    if (file.endsWith('.py'))
      return file
        .split('/')
        .slice(0, -1)
        .some((part) => modelFolders.has(part));
    return before.data.has(file) || after.data.has(file);
  });

/** The comparison of one touched module. */
export type ComparedModule = {
  readonly name: string;
  /** Whether the module can be updated: it exists, is installable, and has a valid name. */
  readonly updates: boolean;
  readonly bump: { readonly from: string; readonly to: string } | null;
  readonly dependenciesChanged: boolean;
  readonly warnings: readonly string[];
};

const manifestOf = (module: OdooModule | undefined): Manifest | null =>
  module !== undefined && 'manifest' in module.reading ? module.reading.manifest : null;

const byName = (tree: ModuleTree): ReadonlyMap<string, OdooModule> =>
  new Map([...tree.modules.values()].map((module) => [module.name, module]));

const versionWarnings = (name: string, files: readonly string[], before: Manifest, after: Manifest): string[] => {
  if (before.version !== after.version) return [];
  const followed = databaseFiles(files, before, after);
  if (followed.length === 0) return [];
  return [
    `${name}: ${enumerated(followed, 3)} changed, but the version is still ${after.version}. Raise it, so that every database is updated.`,
  ];
};

const compare = (module: OdooModule, earlier: OdooModule | undefined, files: readonly string[]): ComparedModule => {
  const { name } = module;
  const [before, after] = [manifestOf(earlier), manifestOf(module)];
  const canBeNamed = /^\w{1,64}$/.test(name);
  const warnings = [
    ...(canBeNamed ? [] : [`${module.folder}: no module of Odoo can have this name, so it is not updated.`]),
    ...('problem' in module.reading
      ? [`${module.manifestPath} cannot be read: ${module.reading.problem}. Odoo does not load it either.`]
      : []),
    ...(before?.installable === true && after?.installable === false
      ? [`${name} is no longer installable: Odoo goes on without it wherever it is installed.`]
      : []),
    ...(before === null || after === null ? [] : versionWarnings(name, files, before, after)),
  ];
  return {
    name,
    updates: canBeNamed && after?.installable !== false,
    bump:
      before === null || after === null || before.version === after.version
        ? null
        : { from: shown(before.version, 40), to: shown(after.version, 40) },
    dependenciesChanged:
      after !== null &&
      (earlier === undefined || before !== null) &&
      (before?.externalDependencies ?? '') !== after.externalDependencies,
    warnings,
  };
};

/**
 * Compares touched modules with their earlier versions, by name: a moved module is the same module. A removed module
 * only leads to a warning.
 * @param touched the changed files by the module's folder
 */
export const comparedModules = (
  touched: ReadonlyMap<string, readonly string[]>,
  before: ModuleTree,
  after: ModuleTree,
): readonly ComparedModule[] => {
  const [earlier, later] = [byName(before), byName(after)];
  return [...touched].flatMap(([folder, files]): ComparedModule[] => {
    const module = after.modules.get(folder);
    if (module !== undefined) return [compare(module, earlier.get(module.name), files)];
    const name = before.modules.get(folder)?.name ?? folder;
    if (later.has(name)) return [];
    return [
      {
        name,
        updates: false,
        bump: null,
        dependenciesChanged: false,
        warnings: [`${name} was removed: uninstall it in Odoo if it is installed.`],
      },
    ];
  });
};
