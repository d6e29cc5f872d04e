import type { Manifest } from './manifest.ts';

// Folders with model classes, whose fields become columns. Controllers and tests do not change the database.
const modelFolders = new Set(['models', 'model', 'wizard', 'wizards', 'report', 'reports']);

/**
 * The changed files of a module that take effect only when the module is updated: Python files in model folders, and
 * the data and views in the manifest.
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
