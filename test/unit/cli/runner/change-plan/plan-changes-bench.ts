import { readManifest } from '../../../../../cli/runner/change-plan/manifest.ts';
import { type ModuleTree, moduleTreeOf } from '../../../../../cli/runner/change-plan/module-tree.ts';
import { planChanges } from '../../../../../cli/runner/change-plan/plan-changes.ts';

/** The tree of a commit. A file's id is its content. */
export const tree = (
  files: Readonly<Record<string, string>>,
  submodules: Readonly<Record<string, string>> = {},
  unread: readonly string[] = [],
): ModuleTree =>
  moduleTreeOf(
    {
      files: new Map(Object.entries(files)),
      submodules: new Map(Object.entries(submodules)),
      unread: new Set(unread),
      rootModule: 'whole_x',
      maxModules: 2000,
    },
    (path) => readManifest(Buffer.from(files[path] ?? '')),
  );

export const manifest = (version: string, more = ''): string =>
  `{'version': '${version}', 'data': ['views/a.xml'], ${more}}`;

/** Manifests by the module's folder, as files. */
export const inFolders = (modules: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(modules).map(([folder, text]) => [`${folder}/__manifest__.py`, text]));

export const each = (paths: readonly string[], content: string): Record<string, string> =>
  Object.fromEntries(paths.map((path) => [path, content]));

export type Change = {
  /** Files that differ between the two commits. */
  readonly files?: readonly string[];
  /** Manifests by the module's folder. */
  readonly before?: Readonly<Record<string, string>> | null;
  readonly after?: Readonly<Record<string, string>>;
};

export const plan = ({ files = [], before = {}, after = {} }: Change, odooVersion: string | null = null) =>
  planChanges(
    before === null ? null : tree({ ...each(files, 'before'), ...inFolders(before) }),
    tree({ ...each(files, 'after'), ...inFolders(after) }),
    odooVersion,
  );

/** The plan of a change to files of commits that hold the same modules. */
export const planIn = (modules: Readonly<Record<string, string>>, ...files: string[]) =>
  plan({ files, before: modules, after: modules }).changePlan;
