import type { Deployment } from '#shared/contract/deployment.ts';
import { VersionBump } from '#shared/contract/runner.ts';
import { comparedModules } from './compared-modules.ts';
import { manifestProblem } from './manifest-problem.ts';
import { missingModuleWarnings } from './missing-modules.ts';
import { differingKeys, emptyTree, type ModuleTree } from './module-tree.ts';
import { requirementsIn, sourceWarnings } from './requirements.ts';
import { seriesMismatch } from './series-mismatch.ts';
import { enumerated, shown } from './shown.ts';
import { submoduleWarnings } from './submodule-warnings.ts';

// The plan is part of the deployment's record and of every list. These limits keep it under 40 KB.
const limits = { modules: 100, versionBumps: 100, warnings: 50, warning: 300 };

export type ChangePlan = NonNullable<Deployment['changePlan']>;

/** What a deployment changes for Odoo. */
export type PlannedChanges = {
  /** The stored plan: the first entries of each list. Warnings give the number of the others. */
  readonly changePlan: ChangePlan;
  /** All modules to update, for OCORE_CHANGED_MODULES. */
  readonly modules: readonly string[];
  /** The name of the module that the repository itself is; null if it is none. */
  readonly rootModule: string | null;
  /** The status reason if Odoo cannot load a manifest of the commit; null otherwise. */
  readonly manifestInvalid: string | null;
  /** The status reason if the modules are made for another Odoo series; null otherwise. */
  readonly seriesMismatch: string | null;
};

const sameNames = (tree: ModuleTree): readonly string[] => {
  const folders = new Map<string, string[]>();
  for (const { name, folder } of tree.modules.values()) folders.set(name, [...(folders.get(name) ?? []), folder]);
  return [...folders].flatMap(([name, all]) =>
    all.length === 1 ? [] : [`${name} is there ${all.length} times: ${enumerated(all, 3)}. Odoo takes one of them.`],
  );
};

const manifestInvalid = (tree: ModuleTree, odooVersion: string | null): string | null => {
  const problems = [...tree.modules.values()].flatMap(({ manifestPath, reading }) => {
    const problem = manifestProblem(reading, odooVersion);
    return problem === null ? [] : [`${shown(manifestPath, 120)}: ${shown(problem, 120)}`];
  });
  if (problems.length === 0) return null;
  const more = problems.length > 3 ? `; and ${problems.length - 3} more` : '';
  return `odoo_manifest_invalid: Odoo loads no module while it cannot read one. ${problems.slice(0, 3).join('; ')}${more}.`;
};

/**
 * Works out what a deployment changes for Odoo.
 * @param before the tree of the deployed commit; null if that is unknown, so that every module counts as changed
 * @param odooVersion the series of the environment; null if unknown
 * @param lfsPointers files of Git LFS of which only the pointers are there
 */
export const planChanges = (
  before: ModuleTree | null,
  after: ModuleTree,
  odooVersion: string | null,
  lfsPointers: readonly string[] = [],
): PlannedChanges => {
  const earlier = before ?? emptyTree;
  const compared = comparedModules(before, after, odooVersion);
  const changed = differingKeys(earlier.files, after.files);
  const requirements = requirementsIn(changed, earlier, after);
  const [invalid, mismatch] = [manifestInvalid(after, odooVersion), seriesMismatch(after, odooVersion)];

  const modules = [...new Set(compared.flatMap((one) => (one.updates ? [one.name] : [])))].sort();
  // Folder names and versions may be invalid. The service refuses such entries, so they are left out.
  const versionBumps = compared
    .flatMap(({ name, bump }) => (bump === null ? [] : [{ module: shown(name, 64), ...bump }]))
    .filter((bump) => VersionBump.safeParse(bump).success);
  const warnings = [
    ...(before === null ? ['It is not known which commit was deployed before: every module counts as changed.'] : []),
    ...(invalid === null ? [] : [invalid]),
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
    ...submoduleWarnings(before, after),
    ...(before === null ? [] : sourceWarnings(changed)),
    ...sameNames(after),
    ...missingModuleWarnings(earlier, after),
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
      updates: null,
    },
    modules,
    rootModule: after.modules.get('')?.name ?? null,
    manifestInvalid: invalid,
    seriesMismatch: mismatch,
  };
};
