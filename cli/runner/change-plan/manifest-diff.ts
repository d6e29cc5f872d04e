import { manifestNames } from './manifest.ts';

/**
 * Arguments for git to diff the manifests of two commits. A partial clone then fetches all missing manifests at once;
 * reading them by id would open one connection each.
 */
export const manifestDiff = (from: string, to: string): readonly string[] => [
  ...['--glob-pathspecs', 'diff-tree', '-r', '--numstat', '--no-renames', '--no-textconv', '--end-of-options'],
  ...[from, to, '--', ...manifestNames.map((name) => `**/${name}`)],
];
