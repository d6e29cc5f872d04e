import type { Deployment } from '#shared/contract/deployment.ts';
import { VersionBump } from '#shared/contract/runner.ts';
import { comparedModules } from './compared-modules.ts';
import { emptyTree, folderOf, type ModuleTree } from './module-tree.ts';
import { seriesMismatch } from './series-mismatch.ts';
import { enumerated, shown } from './shown.ts';
import { touchedModules } from './touched-modules.ts';

// The plan is part of the deployment's record and of every list. These limits keep it under 40 KB.
const limits = { modules: 100, versionBumps: 100, warnings: 50, warning: 300 };

export type ChangePlan = NonNullable<Deployment['changePlan']>;

/** What a deployment changes for Odoo. */
export type PlannedChanges = {
  /** The stored plan: the first entries of each list. Warnings give the number of the others. */
  readonly changePlan: ChangePlan;
  /** All modules to update, for OCORE_CHANGED_MODULES. */
  readonly modules: readonly string[];
  /** The status reason if the modules are made for another Odoo series; null otherwise. */
  readonly seriesMismatch: string | null;
};

/** What changed between two commits; `files` is null if the earlier commit is unknown. */
export type CommitChanges = {
  readonly files: readonly string[] | null;
  readonly submodules: readonly string[];
  readonly before: ModuleTree;
  readonly after: ModuleTree;
};

const sameNames = (tree: ModuleTree): readonly string[] => {
  const folders = new Map<string, string[]>();
  for (const { name, folder } of tree.modules.values()) folders.set(name, [...(folders.get(name) ?? []), folder]);
  return [...folders].flatMap(([name, all]) =>
    all.length === 1 ? [] : [`${name} is there ${all.length} times: ${enumerated(all, 3)}. Odoo takes one of them.`],
  );
};

/**
 * Those of the paths that are requirements of the Odoo server: a requirements.txt at the root, in a folder with
 * modules, or in a module. Others, for instance below docs/, do not count.
 */
const countedRequirements = (paths: readonly string[], ...trees: readonly ModuleTree[]): readonly string[] => {
  const folders = new Set(['']);
  for (const folder of trees.flatMap((tree) => [...tree.modules.keys()])) {
    folders.add(folder).add(folderOf(folder));
  }
  return paths.filter((path) => /(^|\/)requirements\.txt$/.test(path) && folders.has(folderOf(path)));
};

/** Works out what a deployment changes for Odoo. */
export const planChanges = (
  changes: CommitChanges,
  odooVersion: string | null,
  lfsPointers: readonly string[] = [],
): PlannedChanges => {
  const { after, submodules } = changes;
  const before = changes.files === null ? emptyTree : changes.before;
  const touched =
    changes.files === null
      ? new Map([...after.modules.keys()].map((folder): [string, string[]] => [folder, []]))
      : touchedModules(changes.files, before, after);
  const compared = comparedModules(touched, before, after);
  const requirements = countedRequirements(changes.files ?? after.requirements, before, after);
  const mismatch = seriesMismatch(after, odooVersion);

  const modules = [...new Set(compared.flatMap((one) => (one.updates ? [one.name] : [])))].sort();
  // Folder names and versions may be invalid. The service refuses such entries, so they are left out.
  const versionBumps = compared
    .flatMap(({ name, bump }) => (bump === null ? [] : [{ module: shown(name, 64), ...bump }]))
    .filter((bump) => VersionBump.safeParse(bump).success);
  const warnings = [
    ...(changes.files === null
      ? ['It is not known which commit was deployed before: every module counts as changed.']
      : []),
    ...(mismatch === null ? [] : [mismatch]),
    ...(lfsPointers.length === 0
      ? []
      : [
          `Pointers of Git LFS stand in the place of files: ${enumerated(lfsPointers, 3)}. Install git-lfs for the runner.`,
        ]),
    ...(after.leftOut === 0 ? [] : [`${after.leftOut} more modules were not read: update them by hand.`]),
    ...(modules.length <= limits.modules ? [] : [`${modules.length - limits.modules} more modules are updated.`]),
    ...(versionBumps.length <= limits.versionBumps
      ? []
      : [`${versionBumps.length - limits.versionBumps} more modules changed their version.`]),
    ...submodules.map((path) => `${path} is a submodule that changed: its changed modules are not known.`),
    ...sameNames(after),
    ...compared.flatMap((one) => one.warnings),
  ].map((warning) => shown(warning, limits.warning));
  const kept = warnings.length <= limits.warnings ? warnings : warnings.slice(0, limits.warnings - 1);
  const left = warnings.length - kept.length;
  return {
    changePlan: {
      modules: modules.slice(0, limits.modules),
      versionBumps: versionBumps.slice(0, limits.versionBumps),
      requirementsChanged: requirements.length > 0 || compared.some((one) => one.dependenciesChanged),
      warnings: left === 0 ? kept : [...kept, `And ${left} more warnings.`],
    },
    modules,
    seriesMismatch: mismatch,
  };
};
