import { isExact, matchesPath } from '#shared/domain/branch-mappings/branch-pattern.ts';

/** Whether a path filter covers a file: the file itself, a folder above it, or a pattern that matches it. */
const isNamed = (filter: string, file: string): boolean => {
  const path = filter.endsWith('/') ? filter.slice(0, -1) : filter;
  if (isExact(path)) return file === path || file.startsWith(`${path}/`);
  return matchesPath(path, file) || matchesPath(`${path}/**`, file);
};

/**
 * Whether a push changes none of the paths that a mapping watches. Only a complete file list can show that; an
 * incomplete list never prevents a deployment.
 * Source: docs/design/deciding-a-push.md, "Path filters".
 * @param filters of the mapping; an empty list watches everything
 * @param files changed since the environment's newest commit; null if the list may be incomplete
 */
export const changesNoWatchedPath = (filters: readonly string[], files: readonly string[] | null): boolean =>
  filters.length > 0 && files !== null && !files.some((file) => filters.some((filter) => isNamed(filter, file)));
