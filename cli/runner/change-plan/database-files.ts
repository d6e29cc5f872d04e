import type { Manifest } from './manifest.ts';

// Where the classes stand whose fields become columns. Controllers and tests leave the database alone.
const modelFolders = new Set(['models', 'model', 'wizard', 'wizards', 'report', 'reports']);

/**
 * The changed files of a module that the database follows only when the module is updated: Python below models/ and its
 * kin, and the data and views that the manifest lists.
 * @param files relative to the module
 */
export const databaseFiles = (files: readonly string[], before: Manifest, after: Manifest): readonly string[] =>
  files.filter((file) => {
    if (file.endsWith('.py'))
      return file
        .split('/')
        .slice(0, -1)
        .some((part) => modelFolders.has(part));
    return before.data.has(file) || after.data.has(file);
  });
