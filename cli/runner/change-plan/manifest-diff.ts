import { manifestNames } from './manifest-names.ts';

/**
 * Arguments that have git count the changed lines of the manifests of two commits. A partial clone then fetches at once
 * what it lacks of them: to read them by their ids would open a connection for each.
 */
export const manifestDiff = (from: string, to: string): readonly string[] => [
  ...['--glob-pathspecs', 'diff-tree', '-r', '--numstat', '--no-renames', '--no-textconv', '--end-of-options'],
  ...[from, to, '--', ...manifestNames.map((name) => `**/${name}`)],
];
