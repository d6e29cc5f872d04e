import type { Manifest } from './manifest.ts';
import { migrationWarnings } from './migration-warnings.ts';
import { differingKeys, type ModuleTree, type OdooModule } from './module-tree.ts';
import { enumerated, shown } from './shown.ts';
import { needsUpdate } from './update-need.ts';

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

/** The comparison of one changed module. */
export type ComparedModule = {
  readonly name: string;
  /** Whether the module is to be updated: a file changed that asks for it, and Odoo can update the module. */
  readonly updates: boolean;
  readonly bump: { readonly from: string; readonly to: string } | null;
  readonly dependenciesChanged: boolean;
  readonly warnings: readonly string[];
};

const manifestOf = (module: OdooModule | undefined): Manifest | null =>
  module !== undefined && 'manifest' in module.reading ? module.reading.manifest : null;

const versionWarnings = (name: string, files: readonly string[], before: Manifest, after: Manifest): string[] => {
  if (before.version !== after.version) return [];
  const followed = databaseFiles(files, before, after);
  if (followed.length === 0) return [];
  return [
    `${name}: ${enumerated(followed, 3)} changed, but the version is still ${after.version}. Raise it, so that every database is updated.`,
  ];
};

const translationWarnings = (name: string, files: readonly string[]): string[] => {
  const translations = files.filter((file) => /^i18n(?:_extra)?\/[^/]*\.po$/.test(file));
  if (translations.length === 0) return [];
  return [
    `${name}: ${enumerated(translations, 3)} changed. An update adds translations, and keeps those that a database has unless it overwrites them.`,
  ];
};

// Odoo imports a module by its name; -u takes names with commas between them.
const canBeNamed = (name: string): boolean => /^\w[\w-]{0,99}$/.test(name);

const compare = (
  module: OdooModule,
  earlier: OdooModule | undefined,
  files: readonly string[],
  series: string | null,
): ComparedModule => {
  const { name } = module;
  const [before, after] = [manifestOf(earlier), manifestOf(module)];
  const present = files.filter((file) => module.files.has(file));
  const versions = { before: before?.version ?? null, after: after?.version ?? null };
  const warnings = [
    ...(canBeNamed(name)
      ? []
      : [`${module.folder}: Odoo cannot be told to update a module of this name, so it is not updated.`]),
    ...(before?.installable === true && after?.installable === false
      ? [`${name} is no longer installable. Where it is installed, Odoo fails to load it: uninstall it before.`]
      : []),
    ...(before === null || after === null ? [] : versionWarnings(name, files, before, after)),
    ...(versions.before === null || versions.after === null
      ? []
      : migrationWarnings(name, present, { before: versions.before, after: versions.after }, series)),
    ...(earlier === undefined ? [] : translationWarnings(name, present)),
  ];
  return {
    name,
    updates:
      canBeNamed(name) &&
      after?.installable !== false &&
      (earlier === undefined || files.some((file) => needsUpdate(file, before, after))),
    bump:
      versions.before === null || versions.after === null || versions.before === versions.after
        ? null
        : { from: shown(versions.before, 40), to: shown(versions.after, 40) },
    dependenciesChanged:
      after !== null &&
      (earlier === undefined || before !== null) &&
      (before?.externalDependencies ?? '') !== after.externalDependencies,
    warnings,
  };
};

/**
 * Compares the modules of two commits, by name: a moved module is the same module. Those of which no file differs are
 * left out.
 * @param before null if the earlier commit is unknown: every module counts as new
 * @param series of the environment; null if unknown
 */
export const comparedModules = (
  before: ModuleTree | null,
  after: ModuleTree,
  series: string | null,
): readonly ComparedModule[] => {
  const byName = new Map([...(before?.modules.values() ?? [])].map((module) => [module.name, module]));
  return [...after.modules.values()].flatMap((module): ComparedModule[] => {
    const earlier = before?.modules.get(module.folder) ?? byName.get(module.name);
    const files = differingKeys(earlier?.files ?? new Map(), module.files);
    return files.length === 0 ? [] : [compare(module, earlier, files, series)];
  });
};
