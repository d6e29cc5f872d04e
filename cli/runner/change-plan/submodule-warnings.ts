import type { ModuleTree } from './module-tree.ts';

const failsToLoad = 'Where they are installed, Odoo fails to load them.';

/**
 * Warnings about submodules whose files are not known, in one commit or the other.
 * @param before null if the earlier commit is unknown
 */
export const submoduleWarnings = (before: ModuleTree | null, after: ModuleTree): readonly string[] => [
  ...[...after.unread].map(
    (path) => `${path} is a submodule that is not there: its modules are not known. ${failsToLoad}`,
  ),
  ...[...(before?.unread ?? [])].flatMap((path) => {
    if (after.unread.has(path)) return [];
    return after.submodules.has(path)
      ? [
          `${path}: the commit that was deployed before cannot be read, so every module of this submodule counts as changed.`,
        ]
      : [`${path} was removed, a submodule whose modules are not known. ${failsToLoad}`];
  }),
];
