import type { Deployment } from '#shared/contract/deployment.ts';
import { VersionBump } from '#shared/contract/runner.ts';
import { comparedModules } from './compared-modules.ts';
import { countedRequirements } from './counted-requirements.ts';
import { enumerated } from './enumerated.ts';
import { emptyTree, type ModuleTree } from './module-tree.ts';
import { seriesMismatch } from './series-mismatch.ts';
import { shown } from './shown.ts';
import { touchedModules } from './touched-modules.ts';

// A plan is part of the deployment's record and of every list that shows it: it stays under 40 KB whatever was pushed.
const limits = { modules: 100, versionBumps: 100, warnings: 50, warning: 300 };

export type ChangePlan = NonNullable<Deployment['changePlan']>;

/** What a deployment changes for Odoo. */
export type PlannedChanges = {
  /** What is kept with the deployment: the first of each list, and in a warning how many more there are. */
  readonly changePlan: ChangePlan;
  /** All modules to update, for OCORE_CHANGED_MODULES. */
  readonly modules: readonly string[];
  /** The deployment's status reason where the modules are made for another Odoo, else null. */
  readonly seriesMismatch: string | null;
};

/** What changed between two commits; `files` is null where it is not known what was deployed before. */
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

/** Works out what a deployment changes for Odoo. */
export const planChanges = (changes: CommitChanges, odooVersion: string | null): PlannedChanges => {
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
  // A folder can be called what no module of Odoo is, and a version be anything: the service takes neither.
  const versionBumps = compared
    .flatMap(({ name, bump }) => (bump === null ? [] : [{ module: shown(name, 64), ...bump }]))
    .filter((bump) => VersionBump.safeParse(bump).success);
  const warnings = [
    ...(changes.files === null
      ? ['It is not known which commit was deployed before: every module counts as changed.']
      : []),
    ...(mismatch === null ? [] : [mismatch]),
    ...(after.leftOut === 0 ? [] : [`${after.leftOut} modules more are not looked at: update them by hand.`]),
    ...(modules.length <= limits.modules ? [] : [`${modules.length - limits.modules} modules more are updated.`]),
    ...(versionBumps.length <= limits.versionBumps
      ? []
      : [`${versionBumps.length - limits.versionBumps} modules more changed their version.`]),
    ...submodules.map((path) => `${path} is a submodule that changed: which of its modules did is not told.`),
    ...sameNames(after),
    ...compared.flatMap((one) => one.warnings),
  ].map((warning) => shown(warning, limits.warning));
  const told = warnings.length <= limits.warnings ? warnings : warnings.slice(0, limits.warnings - 1);
  const left = warnings.length - told.length;
  return {
    changePlan: {
      modules: modules.slice(0, limits.modules),
      versionBumps: versionBumps.slice(0, limits.versionBumps),
      requirementsChanged: requirements.length > 0 || compared.some((one) => one.dependenciesChanged),
      warnings: left === 0 ? told : [...told, `And ${left} warnings more.`],
    },
    modules,
    seriesMismatch: mismatch,
  };
};
